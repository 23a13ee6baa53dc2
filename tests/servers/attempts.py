"""Sending one mail to a server under test, and looking at what became of it."""

from __future__ import annotations

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.steps import Step, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.delivery.driver import Limits
from hubmail_gui.delivery.mail import Mail

MAIL = Mail(
    "hub@example.test",
    ("admin@example.test",),
    b"From: hub@example.test\r\nSubject: Test\r\n\r\nHello\r\n",
    "<1@example.test>",
)
LOGIN = Login("hub", "correct horse")
STARTTLS_PLAN = (
    Step.RESOLVE,
    Step.CONNECT,
    Step.GREET,
    Step.ENCRYPT,
    Step.AUTHENTICATE,
    Step.SEND,
)
TLS_PLAN = (Step.RESOLVE, Step.CONNECT, Step.ENCRYPT, Step.GREET, Step.AUTHENTICATE, Step.SEND)

# Long enough for a busy machine, short enough to wait for.
SHORT = Limits(connect=0.5, reply=0.5, quit=0.5)


def account(
    port: int,
    encryption: Encryption = Encryption.NONE,
    *,
    host: str = "localhost",
    login: Login | None = None,
    ca_certificates: str | None = None,
    pinned_sha256: str | None = None,
) -> SmtpAccount:
    """Settings for a server on this computer."""
    return SmtpAccount(
        host, port, encryption, login, "client.example.test", ca_certificates, pinned_sha256
    )


def attempt(
    where: SmtpAccount, watch: Watch | None = None, limits: Limits = driver.USUAL, mail: Mail = MAIL
) -> Attempt:
    """What becomes of ``mail``."""
    plan = TLS_PLAN if where.encryption is Encryption.TLS else STARTTLS_PLAN
    return driver.deliver(where, mail, watch or Watch(), plan, limits)


def code(done: Attempt) -> str | None:
    """The fault's code; None for a mail that was accepted."""
    return done.fault.code if done.fault else None


def failed_step(done: Attempt) -> Step | None:
    """The step that failed."""
    return next((one.step for one in done.steps if one.state is StepState.FAILED), None)


def state(done: Attempt, step: Step) -> StepState:
    """What became of one step."""
    return next(one.state for one in done.steps if one.step is step)
