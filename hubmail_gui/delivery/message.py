"""The mail to send: an envelope and a finished message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubmail_gui.core.settings import MailSettings


class Mail(NamedTuple):
    """One message with its envelope (RFC 5321 section 2.3.1).

    Attributes:
        sender: the envelope sender, as typed (internationalised domains readable).
        recipients: the envelope recipients.
        content: the message of RFC 5322 with CRLF line ends, without dot-stuffing.
        message_id: its Message-ID with angle brackets.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    message_id: str


# The library for messages is large: each way to make one is loaded when it is used.


def test_mail(settings: MailSettings, recipient: str, code: str, server_name: str) -> Mail:
    """The test mail with the receipt code ``code``; ``server_name`` is who shall take it."""
    from hubmail_gui.delivery import testmail

    return testmail.compose(settings, recipient, code, server_name)


def from_bytes(raw: bytes, sender: str, recipients: Sequence[str]) -> Mail:
    """A message that another program wrote, made ready for sending.

    Raises:
        ProblemError: message.malformed.
    """
    from hubmail_gui.delivery import raw_message

    return raw_message.prepare(raw, sender, tuple(recipients))


def header_recipients(raw: bytes) -> tuple[str, ...]:
    """The addresses in the To, Cc and Bcc fields of a message."""
    from hubmail_gui.delivery import raw_message

    return raw_message.recipients(raw)
