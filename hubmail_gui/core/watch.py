"""Who looks on while a test runs, and how long it may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.steps import StepReport

CONNECT_SECONDS = 10.0
REPLY_SECONDS = 30.0
TEST_SECONDS = 60.0


def _ignore(_report: StepReport) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the work reports to, obeys and must keep to.

    Attributes:
        stepped: called in the work's thread when a step starts (RUNNING) and when it ends.
        cancel: the person's wish to stop.
        seconds: the limit for the whole test.
    """

    stepped: Callable[[StepReport], None] = _ignore
    cancel: Cancel = field(default_factory=Cancel)
    seconds: float = TEST_SECONDS
