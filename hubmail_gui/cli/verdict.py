"""The end of a test on the terminal: what was proven, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import output
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.cli.context import Context
    from hubmail_gui.service.result import Result


def show(context: Context, result: Result) -> int:
    """Show the verdict on an apply, test or restore, and return the exit status."""
    if not context.json:
        _accepted(result) if result.ok else _not_accepted(result)
    return output.finish(context, result)


def _accepted(result: Result) -> None:
    if not result.steps:
        output.say(_("Nothing has changed, and the last test of these settings passed."))
        return
    from hubmail_gui.service import report

    output.say()
    output.say(report.accepted(result))
    output.say(report.not_yet_received(result))


def _not_accepted(result: Result) -> None:
    if result.saved and result.changed:
        output.tell()
        output.tell(_("Saved, but Hub cannot send mail for now."))
