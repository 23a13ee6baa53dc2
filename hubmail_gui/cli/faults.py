"""``hubmail faults [CODE]``: the catalogue, in the chosen language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.diagnosis import catalogue

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("code", metavar="CODE", nargs="?", help=_("a fault code"))


def run(context: Context) -> int:
    """Print one fault with its remedy, or all of them."""
    code = context.arguments.code
    codes = [entry.code for entry in catalogue.entries()]
    if code is not None:
        if code not in codes:
            unknown = _("There is no fault “{code}”.").format(code=code)
            return output.wrong_usage("faults", unknown, json=context.json)
        codes = [code]
    found = [catalogue.words(one, texts.language(), {}) for one in codes]
    if context.json:
        faults = [
            {
                "code": words.code,
                "title": words.title,
                "remedy": "\n".join(words.remedy),
                "actor": words.actor,
                "temporary": words.temporary,
            }
            for words in found
        ]
        output.dump({"faults": faults, "failure": None})
        return exits.OK
    for words in found:
        output.say(f"{words.code}: {words.title}")
        if code is None:
            continue
        output.say(words.cause)
        output.say(words.who)
        for number, step in enumerate(words.remedy, 1):
            output.say(f"  {number}. {step}")
    return exits.OK
