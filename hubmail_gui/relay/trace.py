"""The mail itself: refused where parts of it could pass for something else, else left as it came.

What is added is the trace line of every server that takes a mail (RFC 5321 section 4.4), and what
is taken away are the Bcc fields: who else got it is nobody's business (RFC 5322 section 3.6.3).
"""

from __future__ import annotations

import re
from email.utils import format_datetime, localtime

_HEADER_BYTES = 256 * 1024
_HEADER_LINES = 5_000
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)|\0")
_FIELD_NAME = re.compile(rb"\A[!-9;-~]+[ \t]*:")
_BCC = (b"bcc:", b"resent-bcc:")


def problem(content: bytes) -> str:
    """Why this mail is not taken, as a reply; empty when it is."""
    if _BARE.search(content):
        # What one server takes for a line end and another does not hides a second mail in it.
        return "550 5.6.0 A line break that is not CRLF, or a NUL, is not taken"
    header = content.partition(b"\r\n\r\n")[0]
    if len(header) > _HEADER_BYTES or header.count(b"\r\n") > _HEADER_LINES:
        return "552 5.3.4 The header is too large"
    return ""


def received(greeting: str, peer: str, host: str, protocol: str) -> bytes:
    """The trace line.

    Args:
        greeting: how the client introduced itself.
        peer: its IP address.
        host: this computer's name.
        protocol: ``ESMTP`` and its kin (RFC 3848).
    """
    known = "".join(sign for sign in greeting if sign.isalnum() or sign in ".-_[]:")[:255]
    literal = f"[IPv6:{peer}]" if ":" in peer else f"[{peer}]"
    lines = (
        f"Received: from {known or 'unknown'} ({literal})",
        f"\tby {host} (hubmail) with {protocol};",
        f"\t{format_datetime(localtime())}",
    )
    return "\r\n".join(lines).encode("ascii", "replace") + b"\r\n"


def relayed(content: bytes, trace: bytes) -> bytes:
    """The mail as it goes on: with its trace line, without Bcc, otherwise byte for byte."""
    end = content.find(b"\r\n\r\n")
    header, body = (content, b"") if end < 0 else (content[: end + 2], content[end + 2 :])
    if content.startswith(b"\r\n"):
        return trace + content  # an empty header
    if not _FIELD_NAME.match(header):
        return trace + b"\r\n" + content  # no header at all: all of it is body
    kept: list[bytes] = []
    dropping = False
    for line in header.splitlines(keepends=True):
        if line[:1] not in (b" ", b"\t"):
            dropping = line[:64].lower().replace(b" ", b"").replace(b"\t", b"").startswith(_BCC)
        if not dropping:
            kept.append(line)
    return b"".join((trace, *kept, body))
