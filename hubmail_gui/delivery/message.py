"""The mail to send: an envelope and a finished message, and the test mail itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mail:
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
