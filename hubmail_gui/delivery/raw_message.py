"""Messages that other programs hand over, as sendmail takes them: completed, never rewritten."""

from __future__ import annotations

import re
from typing import NamedTuple

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.delivery.mail import Mail, bare, domain

# RFC 5322 section 2.2: printable ASCII but the colon; blanks before the colon are obsolete.
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_RECIPIENTS = (b"to", b"cc", b"bcc")
# Who else got it is nobody's business (RFC 5322 section 3.6.3); the path is the last server's.
_DROPPED = (b"bcc", b"resent-bcc", b"return-path")


class _Field(NamedTuple):
    name: bytes
    lines: tuple[bytes, ...]


class Author(NamedTuple):
    """How the settings name the sender, and where answers go."""

    name: str = ""
    reply_to: str = ""


_NOBODY = Author()


def prepare(raw: bytes, sender: str, recipients: tuple[str, ...], author: Author = _NOBODY) -> Mail:
    """``raw`` with CRLF line ends, without Bcc, with Date, Message-ID and From if it had none.

    Args:
        raw: the message.
        sender: of the envelope, and of a message without From.
        recipients: of the envelope.
        author: what the settings say of the sender; it counts where the message says nothing.

    Raises:
        ProblemError: message.malformed: a part of it could pass for something else on the way.
    """
    fields, body = _split(raw)
    kept = [field for field in fields if field.name not in _DROPPED]
    present = {field.name: field for field in kept}
    added: list[bytes] = []
    if b"from" not in present:
        added.append(f"From: {_author(sender, author.name)}".encode())
        # A message that names its author says itself where answers go, if only by saying nothing.
        if author.reply_to and b"reply-to" not in present:
            added.append(f"Reply-To: <{bare(author.reply_to)}>".encode())
    if b"date" not in present:
        from email.utils import format_datetime, localtime

        added.append(f"Date: {format_datetime(localtime())}".encode())
    if b"message-id" in present:
        message_id = _value(present[b"message-id"])
    else:
        from email.utils import make_msgid

        # With no domain given, the library would ask the name servers for this computer's.
        message_id = make_msgid(domain=domain(sender) or "localhost")
        added.append(f"Message-ID: {message_id}".encode())
    lines = [line for field in kept for line in field.lines]
    return Mail(sender, recipients, b"\r\n".join([*lines, *added, b"", body]), message_id)


def _author(sender: str, name: str) -> str:
    if not name:
        return f"<{bare(sender)}>"
    from hubmail_gui.delivery.testmail import address

    return address(sender, name)


def recipients(raw: bytes) -> tuple[str, ...]:
    """The addresses in To, Cc and Bcc, in this order of appearance.

    Raises:
        ProblemError: message.malformed.
    """
    from email.utils import getaddresses

    fields, _body = _split(raw)
    values = [_value(field) for field in fields if field.name in _RECIPIENTS]
    return tuple(address for _name, address in getaddresses(values) if address)


def _split(raw: bytes) -> tuple[list[_Field], bytes]:
    """Header fields and body; a text that begins without a header is all body."""
    if b"\0" in raw:
        raise _malformed(_("it holds a NUL character"))
    # Files of mail programs begin each message with a line of their own.
    raw = re.sub(rb"\AFrom [^\r\n]*(\r\n|\n)", b"", raw)
    header, _blank, body = _divided(raw)
    fields: list[_Field] = []
    for number, line in enumerate(header.replace(b"\r\n", b"\n").split(b"\n"), start=1):
        if b"\r" in line:
            # Some servers would take what follows for a field of its own.
            raise _malformed(_("a lone carriage return in line {line}").format(line=number))
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] = _Field(fields[-1].name, (*fields[-1].lines, line))
        elif match := _FIELD.match(line):
            fields.append(_Field(match[1].lower(), (line,)))
        elif number == 1:
            return [], _LINE_END.sub(b"\r\n", raw)
        else:
            raise _malformed(_("line {line} is no header field").format(line=number))
    return fields, _LINE_END.sub(b"\r\n", body)


def _divided(raw: bytes) -> tuple[bytes, bytes, bytes]:
    match = re.search(rb"(?:\A|\r\n|\n)(\r\n|\n)", raw)
    if match is None:
        return raw.rstrip(b"\r\n"), b"", b""
    return raw[: match.start()], match[0], raw[match.end() :]


def _value(field: _Field) -> str:
    unfolded = b"".join(field.lines).partition(b":")[2]
    return unfolded.decode("utf-8", "surrogateescape").strip()


def _malformed(reason: str) -> ProblemError:
    return ProblemError("message.malformed", reason=reason)
