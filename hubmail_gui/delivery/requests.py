"""What is asked of a line that stays open for mail after mail (``hubmail_gui.delivery.line``)."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class From(NamedTuple):
    """Begin a mail.

    Attributes:
        sender: the envelope sender; empty for the null sender.
        size: of the mail in bytes, as far as it is known; 0: unknown.
        utf8: the client wants SMTPUTF8 (RFC 6531).
    """

    sender: str
    size: int = 0
    utf8: bool = False


class To(NamedTuple):
    """Another recipient of the mail."""

    address: str
    utf8: bool = False


class Content(NamedTuple):
    """The mail itself, with CRLF line ends and without dot-stuffing; it ends the mail."""

    content: bytes

    def __repr__(self) -> str:
        """Without the mail, which is nobody's business."""
        return f"Content({len(self.content)} bytes)"


class Reset(NamedTuple):
    """Give the mail up."""


Request: TypeAlias = From | To | Content | Reset
