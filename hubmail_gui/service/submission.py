"""Sending a finished message for Hub's own services, as sendmail would."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import validation
from hubmail_gui.core.outcome import Attempt, Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.delivery import raw_message
from hubmail_gui.service import sending
from hubmail_gui.service.configuration import now
from hubmail_gui.service.guard import acted, refused
from hubmail_gui.service.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hubmail_gui.core.settings import MailSettings, Stored
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.oauth.token import Wallet
    from hubmail_gui.service.configuration import Configuration


class Submission(NamedTuple):
    """What a service hands over.

    Attributes:
        raw: the message of RFC 5322 as it came, with any line ends.
        recipients: envelope recipients from the command line.
        from_headers: take the recipients from To, Cc and Bcc as well.
        sender_name: for the From that is added where the message has none; None: that of the
            settings, with their address.
        sender: envelope sender; empty or ``<>`` is the null sender, None the configured one.
    """

    raw: bytes
    recipients: tuple[str, ...]
    from_headers: bool = False
    sender: str | None = None
    sender_name: str | None = None


class Outcome(NamedTuple):
    """What became of a message, recipient by recipient.

    Attributes:
        result: of the sending; its failure is None as soon as one recipient was accepted.
        accepted: who gets the mail.
        refused: who does not, with the reply, or with why nobody could be asked.
    """

    result: Result
    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = MappingProxyType({})

    @property
    def temporary(self) -> bool:
        """Whether trying again later may reach somebody whom this did not."""
        return any(reply.startswith("4") for reply in self.refused.values())


def submit(
    configuration: Configuration, submission: Submission, secret: str | None, watch: Watch
) -> Outcome:
    """Send the message with the stored settings; nothing is recorded as a test."""
    told: list[Outcome] = []

    def work() -> Result:

        stored, key = stored_pair(configuration, secret, watch)
        try:
            mail, odd = _mail(submission, stored.settings)
        except ProblemError as error:
            return refused((Problem("message", error.code, error.params),), stored)
        wallet = _wallet(configuration, stored, watch) if secret is None else None
        attempt = _told(sending.deliver(stored.settings, key, mail, watch, wallet), odd)
        result = Result(
            saved=True,
            revision=stored.revision,
            recipient=", ".join(mail.recipients),
            server=sending.server_name(stored.settings),
            route=methods.of(stored.settings).kind(stored.settings),
            attempt=attempt,
            message_id=mail.message_id,
            at=now(),
        )
        accepted = () if attempt.fault else mail.recipients
        left = tuple(one for one in accepted if one not in attempt.refused)
        told.append(Outcome(result, left, {**odd, **attempt.refused}))
        return result

    result = acted(configuration, work, secret)
    return told[0]._replace(result=result) if told else Outcome(result)


def _wallet(configuration: Configuration, stored: Stored, watch: Watch) -> Wallet | None:
    """Where an access token stays until the next mail: beside the secret, or nowhere."""
    if stored.secret is None or not methods.of(stored.settings).tokens:
        return None
    from hubmail_gui.service.tokens import KeyringWallet

    return KeyringWallet(configuration.store, stored, watch.cancel)


def stored_pair(
    configuration: Configuration, secret: str | None, watch: Watch, *, again: bool = True
) -> tuple[Stored, str | None]:
    """The stored settings with their secret, read together although somebody may be saving.

    Raises:
        FaultError: ``settings.missing``, or a ``keyring`` fault.
    """
    stored = configuration.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": configuration.folder}))
    if secret is not None:
        return stored, secret
    if stored.secret is None:
        if stored.settings.keeps_no_secret and methods.of(stored.settings).secret_field(
            stored.settings
        ):
            raise FaultError(Fault("keyring.missing"))
        return stored, None
    try:
        return stored, configuration.store.secret(stored.secret, watch.cancel)
    except FaultError as error:
        if not again or error.fault.code != "settings.locked":
            raise
        # A Save came in between and took the secret along with the old settings.
        return stored_pair(configuration, secret, watch, again=False)


def _told(attempt: Attempt, odd: Mapping[str, str]) -> Attempt:
    """An attempt that names what nobody could send to beside those whom the server refused."""
    if not odd or attempt.fault is not None:
        return attempt
    refused = {**attempt.refused, **odd}
    partial = "smtp.recipient.partial"
    warnings = [one for one in attempt.warnings if one.code != partial]
    warnings.append(Fault(partial, params={"recipients": ", ".join(refused)}))
    return attempt._replace(refused=refused, warnings=tuple(warnings))


def _mail(submission: Submission, settings: MailSettings) -> tuple[Mail, dict[str, str]]:
    """The mail, and what among its recipients is no address, with the reason: it keeps no other back."""
    default_sender = settings.sender
    if not submission.raw.strip():
        raise ProblemError("message.empty")
    recipients = submission.recipients
    if submission.from_headers:
        recipients = (*recipients, *raw_message.recipients(submission.raw))
    addresses, odd = _addresses(recipients, default_sender.rpartition("@")[2])
    if not addresses:
        raise next(iter(odd.values()), ProblemError("message.recipients"))
    sender = default_sender if submission.sender is None else _sender(submission.sender)
    # The name is that of the configured address, and of no other.
    name = settings.sender_name if sender in ("", default_sender) else None
    name = submission.sender_name or name
    author = raw_message.Author(name or "", settings.reply_to or "")
    # The null sender of notifications (RFC 5321 section 4.5.5) is nobody's From.
    mail = raw_message.prepare(submission.raw, sender or default_sender, addresses, author)
    return mail._replace(sender=sender), {
        text: Problem("", error.code, error.params).title() for text, error in odd.items()
    }


def _addresses(
    given: Iterable[str], domain: str
) -> tuple[tuple[str, ...], dict[str, ProblemError]]:
    """The addresses, each once, and what is none. A name alone gets ``domain``, as by sendmail."""
    found: dict[str, None] = {}
    odd: dict[str, ProblemError] = {}
    for text in given:
        try:
            found[_address(text if "@" in text else f"{text.strip()}@{domain}")] = None
        except ProblemError:
            odd[text] = ProblemError("message.address", address=text)
    return tuple(found), odd


def _sender(text: str) -> str:
    return "" if text.strip() in ("", "<>") else _address(text)


def _address(text: str) -> str:
    try:
        return validation.email(text.strip().removeprefix("<").removesuffix(">"))
    except ProblemError:
        raise ProblemError("message.address", address=text) from None
