"""A message for interfaces that send it to those whom its header names, and know no envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.delivery.mail import bare

if TYPE_CHECKING:
    from hubmail_gui.delivery.mail import Mail


def addressed(mail: Mail) -> bytes:
    """The message as it is, but for its recipients.

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
