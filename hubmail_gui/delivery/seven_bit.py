"""Mails for servers that carry less than they hold: ASCII in place of 8BITMIME and SMTPUTF8.

A server without 8BITMIME (RFC 6152) or SMTPUTF8 (RFC 6531) may cut the eighth bit, or refuse. A body
goes to it in quoted-printable or base64 (RFC 2045 section 6), a header as encoded words (RFC 2047)
and parameters (RFC 2231). What the standard library reads and writes is changed where it has to be,
and nothing else. A part of a signed mail must not be changed at all (RFC 1847 section 2.1).
"""

from __future__ import annotations

import binascii
import re
from email.message import Message
from email.policy import SMTP, Compat32
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.validation import ascii_host

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE = "smtp.8bit_unsupported"

_CTE = "Content-Transfer-Encoding"
_PLAIN = {"", "7bit", "8bit", "binary"}
_LINE = 76
_OBSOLETE = re.compile(rb"(?m)^([!-9;-~]{1,998})[ \t]{1,998}:")
# A signature covers what is inside, and a piece makes sense only with its others.
_UNTOUCHED = {"multipart/signed", "message/partial"}
# Identifiers: another spelling of one is another one.
_EXACT = {"message-id", "in-reply-to", "references", "content-id", "resent-message-id"}
# What the library raises for messages that break the rules it reads them by.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError, RecursionError)


def fitted(content: bytes, *, eight_bit: bool, utf8: bool) -> bytes:
    """A mail as a server can be given it.

    Args:
        content: the message of RFC 5322 with CRLF line ends.
        eight_bit: the server offers 8BITMIME.
        utf8: it offers SMTPUTF8.

    Raises:
        FaultError: ``smtp.8bit_unsupported``, or ``smtp.utf8_unsupported`` for an address in the
            header that no other spelling has; nothing was sent.
    """
    if eight_bit:
        head, blank, body = content.partition(b"\r\n\r\n")
        if utf8 or head.isascii():
            return content
        return _header_only(head) + blank + body
    if content.isascii():
        return content
    try:
        message = _parsed(content)
        _convert(message)
        if message.get("MIME-Version") is None:
            _set(message, "MIME-Version", "1.0")
        made = _written(message)
    except _UNREADABLE:
        raise _impossible() from None
    if not made.isascii():
        raise _impossible()
    return made if made.endswith(b"\r\n") else made + b"\r\n"


def _header_only(head: bytes) -> bytes:
    try:
        message = _parsed(head + b"\r\n\r\n")
        _convert_header(message)
        made = _written(message).removesuffix(b"\r\n\r\n")
    except _UNREADABLE:
        raise _impossible() from None
    return made


class _AsItIs(Compat32):
    """Reads and writes every field byte for byte; the library's own would trim and fold it."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _colon, value = sourcelines[0].partition(":")
        return name, (value + "".join(sourcelines[1:])).rstrip("\r\n")

    def header_fetch_parse(self, _name: str, value: Any) -> Any:  # noqa: ANN401 - as it was stored
        return value

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}:{value}\r\n".encode("ascii", "surrogateescape")


_POLICY = _AsItIs(linesep="\r\n", mangle_from_=False, max_line_length=None)


def _parsed(content: bytes) -> Message:
    from email import message_from_bytes
    from email.errors import MissingHeaderBodySeparatorDefect

    head, blank, body = content.partition(b"\r\n\r\n")
    # The library takes the obsolete blank before a colon for the end of the header.
    head = _OBSOLETE.sub(rb"\1:", head)
    message = message_from_bytes(head + blank + body, policy=_POLICY)
    for part in message.walk():
        if any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in part.defects):
            raise _impossible()
    return message


def _written(message: Message) -> bytes:
    from email.generator import BytesGenerator
    from io import BytesIO

    file = BytesIO()
    BytesGenerator(file, policy=_POLICY).flatten(message)
    return file.getvalue()


def _convert(message: Message) -> None:
    """Make a message ASCII, with all that is in it."""
    _convert_header(message)
    if message.get_content_type() in _UNTOUCHED:
        if not all(_written(part).isascii() for part in _parts(message)):
            raise _impossible()
        return
    if not message.is_multipart():
        _convert_leaf(message)
        return
    for part in _parts(message):
        _convert(part)
    # Nobody reads what stands around the parts (RFC 2046 section 5.1.1).
    message.preamble = _ascii(message.preamble)
    message.epilogue = _ascii(message.epilogue)
    if _encoding(message) in ("8bit", "binary"):
        _set(message, _CTE, "7bit")


def _parts(message: Message) -> Iterable[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)]


def _convert_leaf(part: Message) -> None:
    raw = _raw(part)
    if raw.isascii():
        return
    encoding = _encoding(part)
    if encoding == "quoted-printable":
        # Broken already, but what it means is clear.
        raw = binascii.a2b_qp(raw)
    elif encoding not in _PLAIN:
        raise _impossible()
    kind = part.get_content_maintype()
    if kind in ("multipart", "message"):
        # These may not be encoded (RFC 2046 section 5.2.1), and have no parts that could be.
        raise _impossible()
    if part.get("Content-Type") is None:
        _set(part, "Content-Type", f'text/plain; charset="{_charset(raw)}"')
    encoded, name = _encoded(raw, text=kind == "text")
    part.set_payload(encoded.decode("ascii"))
    _set(part, _CTE, name)


def _raw(part: Message) -> bytes:
    """What stands there, whatever it is said to be encoded in."""
    known = part.get(_CTE)
    if known is not None:
        part.replace_header(_CTE, " 8bit")
    raw = part.get_payload(decode=True)
    if known is not None:
        part.replace_header(_CTE, known)
    return raw if isinstance(raw, bytes) else b""


def _encoded(raw: bytes, *, text: bool) -> tuple[bytes, str]:
    """In base64, or as text that stays readable, if that is not longer."""
    step = _LINE // 4 * 3
    lines = [
        binascii.b2a_base64(raw[start : start + step], newline=False)
        for start in range(0, len(raw), step)
    ]
    base64 = b"\r\n".join(lines)
    if text:
        quoted = re.sub(rb"\r?\n", b"\r\n", binascii.b2a_qp(raw))
        if len(quoted) <= len(base64):
            return quoted, "quoted-printable"
    return base64, "base64"


def _charset(raw: bytes) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "unknown-8bit"  # RFC 1428 section 3: what is not known is said to be so
    return "utf-8"


def _encoding(part: Message) -> str:
    return str(part.get(_CTE, "")).strip().lower()


def _set(part: Message, name: str, value: str) -> None:
    if part.get(name) is None:
        part[name] = f" {value}"
    else:
        part.replace_header(name, f" {value}")


def _ascii(text: str | None) -> str | None:
    return None if text is None else text.encode("ascii", "replace").decode("ascii")


def _convert_header(message: Message) -> None:
    """Encode the fields that are not ASCII, each in its place."""
    fields = list(message.raw_items())
    if all(value.isascii() for _name, value in fields):
        return
    for name in message.keys():  # noqa: SIM118 - it has no other iterator
        del message[name]
    for name, value in fields:
        message[name] = value if value.isascii() else _field(name, value)


def _field(name: str, value: str) -> str:
    raw = value.encode("ascii", "surrogateescape")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = value  # the library says unknown-8bit of it
    if name.lower() in _EXACT:
        raise _impossible()
    field: Any = SMTP.header_factory(name, re.sub(r"\r?\n", "", text).strip())
    groups = getattr(field, "groups", None)
    if groups is not None:
        field = SMTP.header_factory(name, ", ".join(str(_group(one)) for one in groups))
    folded: str = SMTP.fold(name, field)
    return folded.partition(":")[2].rstrip("\r\n")


def _group(group: Any) -> Any:  # noqa: ANN401 - the library's Group
    """A group of addresses whose domains are in A-labels."""
    from email.headerregistry import Address, Group

    found = []
    for one in group.addresses:
        if not one.username.isascii():
            raise FaultError(Fault("smtp.utf8_unsupported"))
        try:
            domain = one.domain if one.domain.isascii() else ascii_host(one.domain)
        except ProblemError:
            raise _impossible() from None
        found.append(Address(one.display_name, one.username, domain))
    return Group(group.display_name, tuple(found))


def _impossible() -> FaultError:
    return FaultError(Fault(CODE, False))
