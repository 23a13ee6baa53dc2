"""``hubmail compare A B``: two settings files or support bundles side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, read_document
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.texts import _
from hubmail_gui.service import comparison

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("a", metavar="A", help=_("settings file or support bundle"))
    options.add_argument("b", metavar="B", help=_("the one to compare it with"))


def run(context: Context) -> int:
    """Print what differs; differences are no failure."""
    context.require_administrator()
    arguments = context.arguments
    sides = [comparison.side(read_document(one, arguments)) for one in (arguments.a, arguments.b)]
    if problems := tuple(problem for one in sides for problem in one.problems):
        fault = Fault("settings.invalid", False, params={"count": str(len(problems))})
        return output.failure(context, fault, problems)
    differences = comparison.between(*sides)
    if context.json:
        found = [{"field": one.field, "a": one.a, "b": one.b} for one in differences]
        output.dump({"differences": found, "failure": None})
        return exits.OK
    for one in differences:
        output.say(texts.labelled(one.field, f"{_shown(one.a)} | {_shown(one.b)}"))
    if not differences:
        output.say(_("Nothing differs."))
    return exits.OK


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("on") if value else _("off")
    lines = str(value).splitlines() or [""]
    return lines[0] if len(lines) == 1 else f"{lines[0]} …"
