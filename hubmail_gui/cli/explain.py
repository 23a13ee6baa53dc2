"""``hubmail explain [FILE|-]``: what a reply, a log, an error or a bounce means."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.service.explain import Understood


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "file", metavar="FILE", nargs="?", default="-",
        help=_("a reply, a log, an error or a whole bounce; - or nothing for standard input"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Say what it means, without settings and without the network; 69 where nothing is recognised."""
    from hubmail_gui.service import explain

    understood = explain.understand(_given(context))
    if context.json:
        output.dump(explain.as_json(understood))
    else:
        _print(understood)
    return exits.OK if understood.words else exits.REFUSED


def _given(context: Context) -> bytes:
    from hubmail_gui.core.watch import TEST_SECONDS
    from hubmail_gui.service.explain import HEAD, TAIL
    from hubmail_gui.store import given

    path, seconds = context.arguments.file, context.arguments.timeout
    try:
        if path != "-":
            return given.read_ends(path, HEAD, TAIL, seconds or TEST_SECONDS)
        return given.read_ends(None, HEAD, TAIL, seconds) if sys.stdin else b""
    except OSError as error:
        code = "message.source_unreadable"
        raise InputError("file", code, path=path, reason=error.strerror) from None


def _print(understood: Understood) -> None:
    from hubmail_gui.service.explain import is_temporary

    if not understood.words:
        output.tell(_("Not recognised: nothing in it says why a mail did not go out."))
        return
    found = understood.found
    for number, (meaning, words) in enumerate(zip(found.meanings, understood.words, strict=True)):
        if number:
            output.say()
        output.say(f"{words.title} [{words.code}]")
        if words.cause:
            output.say(words.cause)
        if is_temporary(meaning, words):
            output.say(_("It may pass by itself: try again later."))
        output.say(words.who)
        for step, text in enumerate(words.remedy, 1):
            output.say(f"  {step}. {text}")
        output.say(_("Told by: {words}").format(words=meaning.reply))
    if found.recipients:
        output.say()
        names = ", ".join(found.recipients)
        output.say(_("Not reached: {recipients}").format(recipients=names))
    if found.reporting_mta:
        output.say(_("Reported by: {name}").format(name=found.reporting_mta))
