"""Who looks on while a test runs, and how long it may take."""

from __future__ import annotations

from collections.abc import Callable

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.steps import StepReport

CONNECT_SECONDS = 10.0
REPLY_SECONDS = 30.0
TEST_SECONDS = 60.0


def _ignore(_report: StepReport) -> None:
    """Nobody looks on."""


def _ignore_waiting() -> None:
    """Nobody looks on."""


class Watch:
    """What the work reports to, obeys and must keep to; nothing of it changes.

    Attributes:
        stepped: called in the work's thread when a step starts (RUNNING) and when it ends.
        waiting: called in the work's thread before the keyring is asked, which may ask a person.
        cancel: the person's wish to stop.
        seconds: the limit for the whole test.
        limited: somebody chose it, and it wins over the settings' own.
    """

    __slots__ = ("cancel", "limited", "seconds", "stepped", "waiting")

    def __init__(
        self,
        stepped: Callable[[StepReport], None] = _ignore,
        cancel: Cancel | None = None,
        seconds: float | None = None,
        waiting: Callable[[], None] = _ignore_waiting,
    ) -> None:
        self.stepped = stepped
        self.cancel = cancel or Cancel()
        self.limited = seconds is not None
        self.seconds = TEST_SECONDS if seconds is None else seconds
        self.waiting = waiting
