"""Running a test from a terminal: live steps, Ctrl-C, and the time limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubmail_gui.cli.interrupts import cancelling
from hubmail_gui.cli.ladder import Ladder
from hubmail_gui.core.watch import TEST_SECONDS, Watch

if TYPE_CHECKING:
    from hubmail_gui.cli.context import Context
    from hubmail_gui.service.result import Result


def watched(context: Context, action: Callable[[Watch], Result]) -> Result:
    """The result of ``action``, shown step by step and cancelled by Ctrl-C."""
    ladder = Ladder(context)
    return _run(action, Watch(stepped=ladder.stepped, seconds=_limit(context)))


def quiet(context: Context, action: Callable[[Watch], Result]) -> Result:
    """The result of ``action``, cancelled by Ctrl-C, with nothing shown on the way."""
    return _run(action, Watch(seconds=_limit(context)))


def _limit(context: Context) -> float:
    return float(context.arguments.timeout or TEST_SECONDS)


def _run(action: Callable[[Watch], Result], watch: Watch) -> Result:
    with cancelling(watch.cancel):
        return action(watch)
