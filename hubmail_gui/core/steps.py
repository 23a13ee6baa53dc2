"""The steps of a test and what became of each, as results name them (`docs/interface.md`)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from hubmail_gui.core.texts import N_


class Step(StrEnum):
    """Every step of every route, in the order in which results list them."""

    TOKEN = "token"
    PERMISSION = "permission"
    RESOLVE = "resolve"
    CONNECT = "connect"
    GREET = "greet"
    ENCRYPT = "encrypt"
    AUTHENTICATE = "authenticate"
    SEND = "send"


LABELS: dict[Step, str] = {
    Step.TOKEN: N_("Token"),
    Step.PERMISSION: N_("Permission"),
    Step.RESOLVE: N_("Name look-up"),
    Step.CONNECT: N_("Connection"),
    Step.GREET: N_("Greeting"),
    Step.ENCRYPT: N_("Encryption"),
    Step.AUTHENTICATE: N_("Sign-in"),
    Step.SEND: N_("Sending"),
}


class StepState(StrEnum):
    """The state of a step; RUNNING is only ever seen while a test runs."""

    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class StepReport(NamedTuple):
    """One step as the ladder shows it.

    Attributes:
        step: which.
        state: what became of it.
        elapsed_ms: its own time in milliseconds; 0 while it runs and when skipped.
        detail: one line in the interface's language, or empty.
    """

    step: Step
    state: StepState
    elapsed_ms: float = 0.0
    detail: str = ""
