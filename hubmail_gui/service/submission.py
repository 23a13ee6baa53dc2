"""Sending a finished message for Hub's own services, as sendmail would."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.service.configuration import now
from hubmail_gui.service.guard import refused
from hubmail_gui.service.result import Result

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.service.service import Service


class Submission(NamedTuple):
    """What a service hands over.

    Attributes:
        raw: the message of RFC 5322 as it came, with any line ends.
        recipients: envelope recipients from the command line.
        from_headers: take the recipients from To, Cc and Bcc as well.
        sender: envelope sender; empty or ``<>`` is the null sender, None the configured one.
    """

    raw: bytes
    recipients: tuple[str, ...]
    from_headers: bool = False
    sender: str | None = None


def submit(service: Service, submission: Submission, secret: str | None, watch: Watch) -> Result:
    """Send the message with the stored settings; nothing is recorded as a test."""

    def work() -> Result:
        from hubmail_gui.service import sending

        stored, key = stored_pair(service, secret, watch)

        try:
            mail = _mail(submission, stored.settings.sender)
        except ProblemError as error:
            return refused((Problem("message", error.code, error.params),), stored)
        attempt = sending.deliver(stored.settings, key, mail, watch)
        return Result(
            saved=True,
            revision=stored.revision,
            recipient=", ".join(mail.recipients),
            server=sending.server_name(stored.settings),
            route=methods.of(stored.settings).kind(stored.settings),
            attempt=attempt,
            message_id=mail.message_id,
            at=now(),
        )

    return service.guarded(work, secret)


def stored_pair(
    service: Service, secret: str | None, watch: Watch, *, again: bool = True
) -> tuple[Stored, str | None]:
    """The stored settings with their secret, read together although somebody may be saving.

    Raises:
        FaultError: ``settings.missing``, or a ``keyring`` fault.
    """
    stored = service.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": service.folder}))
    if secret is not None or stored.secret is None:
        return stored, secret
    try:
        return stored, service.store.secret(stored.secret, watch.cancel)
    except FaultError as error:
        if not again or error.fault.code != "settings.locked":
            raise
        # A Save came in between and took the secret along with the old settings.
        return stored_pair(service, secret, watch, again=False)


def _mail(submission: Submission, default_sender: str) -> Mail:
    from hubmail_gui.delivery import raw_message

    if not submission.raw.strip():
        raise ProblemError("message.empty")
    recipients = submission.recipients
    if submission.from_headers:
        recipients = (*recipients, *raw_message.recipients(submission.raw))
    addresses = tuple(dict.fromkeys(_address(one) for one in recipients))
    if not addresses:
        raise ProblemError("message.recipients")
    sender = default_sender if submission.sender is None else _sender(submission.sender)
    # The null sender of notifications (RFC 5321 section 4.5.5) is nobody's From.
    mail = raw_message.prepare(submission.raw, sender or default_sender, addresses)
    return mail._replace(sender=sender)


def _sender(text: str) -> str:
    return "" if text.strip() in ("", "<>") else _address(text)


def _address(text: str) -> str:
    from hubmail_gui.core import validation

    try:
        return validation.email(text.strip().removeprefix("<").removesuffix(">"))
    except ProblemError:
        raise ProblemError("message.address", address=text) from None
