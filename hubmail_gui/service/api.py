"""What other programs may import: sending with the stored settings, as ``hubmail send`` does.

Names, parameters and attributes stay as ``docs/python.md`` has them (https://semver.org): with the
same major version some may be added, and none goes or means something else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage

    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.service.submission import Outcome

__all__ = ["Failure", "Sent", "send"]


@dataclass(frozen=True)
class Failure:
    """Why nobody gets a mail.

    Attributes:
        code: a code of ``hubmail faults``, which never changes its meaning.
        temporary: whether trying again later may help.
        title: one sentence.
        remedy: what can be done, step by step.
        actor: who has to act, such as ``you`` or ``mail-admin``.
        reply: the server's own words, without secrets; None where it said nothing.
        problems: what is wrong with the message or its addresses, where that is why.
    """

    code: str
    temporary: bool
    title: str
    remedy: tuple[str, ...]
    actor: str
    reply: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What became of a mail, recipient by recipient. It is true where somebody gets it.

    Attributes:
        accepted: who gets the mail.
        refused: who does not, each with the server's reply.
        message_id: with angle brackets; None where no mail was made.
        reply: the server's words of acceptance.
        failure: why nobody gets it; None where somebody does.
    """

    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    message_id: str | None = None
    reply: str | None = None
    failure: Failure | None = None

    def __bool__(self) -> bool:
        return bool(self.accepted)

    @property
    def temporary(self) -> bool:
        """Whether trying again later may reach somebody who does not get it now.

        Only those of ``refused`` whose reply begins with 4 are to be tried again; everybody where
        nobody was accepted.
        """
        if self.failure is not None and self.failure.temporary:
            return True
        return any(reply.startswith("4") for reply in self.refused.values())


def send(
    message: bytes | EmailMessage,
    recipients: Iterable[str] = (),
    *,
    from_headers: bool = False,
    sender: str | None = None,
    sender_name: str | None = None,
    config_dir: str | os.PathLike[str] | None = None,
    secret: str | None = None,
    timeout: float | None = None,
    language: str = "en",
) -> Sent:
    """Send a message with the stored settings; may be called from several threads at once.

    Whatever the settings, the keyring or a server do is in what is returned.

    Args:
        message: of RFC 5322, with any line ends. It goes as it is, but without Bcc, and with Date,
            Message-ID and From if it has none.
        recipients: of the envelope.
        from_headers: those of To, Cc and Bcc as well.
        sender: of the envelope; empty for the null sender; None: the settings' own.
        sender_name: for the From that is added where the message has none.
        config_dir: the configuration folder; None: ``HUBMAIL_CONFIG_DIR`` or the account's own.
        secret: for this mail; None: the one in the keyring.
        timeout: seconds for all of it; None: those of the settings.
        language: of the failure's sentences, ``en`` or ``fr``.

    Raises:
        ValueError: there is no recipient and ``from_headers`` is not set, or ``timeout`` is not
            positive.
        TypeError: an argument is not of its type.
    """
    raw = _bytes(message)
    named = _named(recipients, from_headers=from_headers)
    if timeout is not None and not timeout > 0:
        raise ValueError("timeout is a number of seconds above 0")
    handed = (raw, named, from_headers, sender, sender_name)
    return _submitted(handed, config_dir, secret, timeout, language)


def _submitted(
    handed: tuple[bytes, tuple[str, ...], bool, str | None, str | None],
    config_dir: str | os.PathLike[str] | None,
    secret: str | None,
    timeout: float | None,
    language: str,
) -> Sent:
    from hubmail_gui.core import system
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.core.outcome import FaultError
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service import submission
    from hubmail_gui.service.configuration import Configuration

    folder = config_dir or os.environ.get("HUBMAIL_CONFIG_DIR")
    try:
        folder = folder or system.configuration_folder()
    except FaultError as error:
        return Sent(failure=_failure(error.fault, language))
    configuration = Configuration(system.absolute(os.fspath(folder)))
    watch = Watch(cancel=Cancel(), seconds=timeout)
    outcome = submission.submit(configuration, submission.Submission(*handed), secret, watch)
    return _told(outcome, language)


def _named(recipients: Iterable[str], *, from_headers: bool) -> tuple[str, ...]:
    if isinstance(recipients, str):
        raise TypeError("recipients is a sequence of addresses, not one of them")
    named = tuple(recipients)
    if not named and not from_headers:
        raise ValueError("name a recipient, or set from_headers")
    return named


def _bytes(message: bytes | EmailMessage) -> bytes:
    if isinstance(message, bytes | bytearray | memoryview):
        return bytes(message)
    if not hasattr(message, "as_bytes"):
        raise TypeError("message is bytes or an email.message.EmailMessage")
    return message.as_bytes()


def _told(outcome: Outcome, language: str) -> Sent:
    result = outcome.result
    failure = None if result.failure is None else _failure(result.failure, language)
    if failure is not None and result.errors:
        failure = replace(failure, problems=tuple(one.title() for one in result.errors))
    refused = MappingProxyType(dict(outcome.refused))
    made = result.message_id or None
    return Sent(outcome.accepted, refused, made, result.attempt.reply, failure)


def _failure(fault: Fault, language: str) -> Failure:
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(fault.code, language, fault.params)
    temporary = words.temporary if fault.temporary is None else fault.temporary
    remedy = tuple(words.remedy)
    return Failure(fault.code, temporary, words.title, remedy, words.actor, fault.reply)
