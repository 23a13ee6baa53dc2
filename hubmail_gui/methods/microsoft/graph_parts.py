"""The parts of a message for Graph: attachments, and the whole of it with the envelope's names."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hubmail_gui.delivery.mail import bare

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

    from hubmail_gui.delivery.mail import Mail


def attachments(message: EmailMessage, body: Message | None) -> list[dict[str, Any]]:
    """Everything but the text as Graph's fileAttachment.

    https://learn.microsoft.com/graph/api/resources/fileattachment
    """
    return [_attachment(part) for part in _leaves(message, choice=False) if part is not body]


def _leaves(part: Message, *, choice: bool) -> Iterator[Message]:
    """The parts that hold something, without the other forms of a text that has several."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        for inner in part.get_payload():
            if not isinstance(inner, str):
                yield from _leaves(inner, choice=choice or kind == "multipart/alternative")
        return
    # A message inside is one thing: its parts are its own.
    text = kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"
    if not (choice and text):
        yield part


def _attachment(part: Message) -> dict[str, Any]:
    identifier = str(part.get("Content-ID", "")).strip("<> ")
    inline = part.get_content_disposition() == "inline" or (
        bool(identifier) and part.get_content_disposition() is None
    )
    message = part.get_content_maintype() == "message"
    attachment: dict[str, Any] = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": part.get_filename() or ("message.eml" if message else "attachment"),
        "contentType": part.get_content_type(),
        "contentBytes": base64.b64encode(_content(part)).decode("ascii"),
        "isInline": inline,
    }
    if identifier:
        attachment["contentId"] = identifier
    return attachment


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner = part.get_payload()
    return b"".join(one.as_bytes() for one in inner if not isinstance(one, str))


def addressed(mail: Mail) -> bytes:
    """The message as it is, but for its recipients: Graph sends it to those that it names.

    To and Cc keep whom the envelope has; everybody else is a blind copy. A signature covers what
    is inside the body, never these headers (RFC 1847 section 2.1).
    """
    from email.utils import formataddr, getaddresses

    head, _blank, body = mail.content.partition(b"\r\n\r\n")
    fields = _fields(head)
    left = {bare(address).lower(): bare(address) for address in mail.recipients}
    kept: list[bytes] = []
    for field in fields:
        name = field.partition(b":")[0].strip().lower()
        if name not in (b"to", b"cc", b"bcc"):
            kept.append(field)
        elif name != b"bcc":
            value = field.partition(b":")[2].decode("utf-8", "replace")
            named = [
                formataddr((person, address))
                for person, address in getaddresses([value.replace("\r\n", "")])
                if left.pop(bare(address).lower(), None)
            ]
            if named:
                kept.append(name.title() + b": " + ",\r\n ".join(named).encode())
    if left:
        kept.append(b"Bcc: " + ",\r\n ".join(left.values()).encode())
    return b"\r\n".join([*kept, b"", body])


def _fields(head: bytes) -> list[bytes]:
    """Header fields with their folded lines."""
    found: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and found:
            found[-1] += b"\r\n" + line
        else:
            found.append(line)
    return found
