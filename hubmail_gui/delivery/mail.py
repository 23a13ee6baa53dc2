"""A mail with its envelope, and addresses as SMTP commands and headers carry them.

RFC 5321 sections 2.3.1 and 4.1.2, RFC 6531. How a mail is made stands in
:mod:`hubmail_gui.delivery.testmail` and :mod:`hubmail_gui.delivery.raw_message`.
"""

from __future__ import annotations

from typing import NamedTuple

from hubmail_gui.core.validation import ascii_host


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


def needs_utf8(address: str) -> bool:
    """Whether only SMTPUTF8 can carry it: its local part has no ASCII form (RFC 6531)."""
    return not address.rpartition("@")[0].isascii()


def domain(address: str) -> str:
    """Its domain in A-labels, or its domain literal as it is."""
    found = address.rpartition("@")[2]
    if found.isascii():
        return found
    return ascii_host(found)


def bare(address: str) -> str:
    """The address with its domain in A-labels, which every program understands."""
    local, at, _domain = address.rpartition("@")
    return f"{local}{at}{domain(address)}"


def path(address: str) -> str:
    """The address as MAIL and RCPT take it; empty for the null sender of notifications."""
    return f"<{bare(address) if address else ''}>"
