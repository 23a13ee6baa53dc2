"""A message of RFC 5322 as the body of Graph's sendMail.

JSON where Graph's message resource can hold it, because only then can the copy in Sent Items be
left out; the message itself in base64 where its exact form matters, as for a signature.
https://learn.microsoft.com/graph/api/resources/message
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui.delivery.mail import bare
from hubmail_gui.oauth.addressed import addressed

if TYPE_CHECKING:
    from email.message import EmailMessage, Message, MIMEPart

    from hubmail_gui.delivery.mail import Mail

# Signed and encrypted mail and meeting requests are worth nothing once taken apart.
_EXACT = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "text/calendar"}

# Graph takes headers of one's own under names that begin with x-, and so many of them
# (its errors InvalidInternetMessageHeader and InvalidInternetMessageHeaderCollection).
_MOST_HEADERS = 5
_IMPORTANCE = {"high", "normal", "low"}

# What the library raises for messages that break the rules it reads them by.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError)


class Attachment(NamedTuple):
    """What goes with a text.

    https://learn.microsoft.com/graph/api/resources/fileattachment
    """

    name: str
    kind: str
    content: bytes
    inline: bool
    identifier: str

    def document(self) -> dict[str, Any]:
        """As Graph's fileAttachment."""
        return {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": self.name,
            "contentType": self.kind,
            "contentBytes": base64.b64encode(self.content).decode("ascii"),
            "isInline": self.inline,
            **({"contentId": self.identifier} if self.identifier else {}),
        }

    def item(self) -> dict[str, Any]:
        """As Graph's attachmentItem, which announces the content."""
        return {
            "attachmentType": "file",
            "name": self.name,
            "size": len(self.content),
            "contentType": self.kind,
            "isInline": self.inline,
            **({"contentId": self.identifier} if self.identifier else {}),
        }


class Draft(NamedTuple):
    """A mail taken apart.

    Attributes:
        message: Graph's message without the attachments.
    """

    message: dict[str, Any]
    attachments: tuple[Attachment, ...]

    def text(self) -> bytes:
        """The message alone in JSON."""
        return encoded(self.message)

    def size(self) -> int:
        """About how many bytes one request with all of it has."""
        attached = sum(len(one.content) * 4 // 3 + 500 for one in self.attachments)
        return len(self.text()) + attached

    def whole(self) -> tuple[bytes, str]:
        """The body of a request that sends all of it, and its content type."""
        message = dict(self.message)
        if self.attachments:
            message["attachments"] = [one.document() for one in self.attachments]
        # A copy in Sent Items would be one of every mail that a program sends.
        return encoded({"message": message, "saveToSentItems": False}), "application/json"


def encoded(document: dict[str, Any]) -> bytes:
    """In JSON; half characters stand for bytes that were no text."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def draft(mail: Mail, mailbox: str) -> Draft | None:
    """The message taken apart; None where it would be worth nothing then.

    Args:
        mail: the message; its envelope decides who gets it.
        mailbox: the address whose mailbox sends it.
    """
    from email import message_from_bytes, policy

    try:
        message = message_from_bytes(mail.content, policy=policy.default)
        if any(part.get_content_type() in _EXACT for part in message.walk()):
            return None
        text = message.get_body(("html", "plain"))
        return Draft(_message(message, text, mail, mailbox), tuple(_attachments(message, text)))
    except _UNREADABLE:
        # Whoever reads it in the end may understand what this library does not.
        return None


def exact(mail: Mail) -> tuple[bytes, str]:
    """The message itself as the body of a request, and its content type."""
    return base64.b64encode(addressed(mail)), "text/plain"


def _message(
    message: EmailMessage, text: MIMEPart | None, mail: Mail, mailbox: str
) -> dict[str, Any]:
    html = text is not None and text.get_content_subtype() == "html"
    document: dict[str, Any] = {
        "subject": str(message.get("Subject", "")),
        "body": {
            "contentType": "HTML" if html else "Text",
            "content": "" if text is None else str(text.get_content()),
        },
        **_recipients(message, mail),
        **_sender(message, mailbox),
    }
    if reply_to := _addresses(message, "Reply-To"):
        document["replyTo"] = reply_to
    importance = str(message.get("Importance", "")).strip().lower()
    if importance in _IMPORTANCE:
        document["importance"] = importance
    own = [
        {"name": name, "value": str(value)}
        for name, value in message.items()
        if name.lower().startswith("x-")
    ]
    if own:
        document["internetMessageHeaders"] = own[:_MOST_HEADERS]
    return document


def _sender(message: EmailMessage, mailbox: str) -> dict[str, Any]:
    """The author, where it is not the mailbox itself: Microsoft decides whether that is allowed."""
    authors = _addresses(message, "From")
    if not authors or authors[0]["emailAddress"]["address"].lower() == bare(mailbox).lower():
        return {}
    return {"from": authors[0]}


def _recipients(message: EmailMessage, mail: Mail) -> dict[str, Any]:
    """The envelope's recipients, under the header that names each; the others are blind copies."""
    left = {bare(address).lower(): bare(address) for address in mail.recipients}
    found: dict[str, Any] = {}
    for header, key in (("To", "toRecipients"), ("Cc", "ccRecipients")):
        named = [
            one
            for one in _addresses(message, header)
            if left.pop(one["emailAddress"]["address"].lower(), None)
        ]
        if named:
            found[key] = named
    if left:
        blind = [{"emailAddress": {"address": address}} for address in left.values()]
        # A mail has to be to somebody: without a match in the headers nobody is blind.
        found["bccRecipients" if found else "toRecipients"] = blind
    return found


def _addresses(message: EmailMessage, header: str) -> list[dict[str, Any]]:
    value = message.get(header)
    addresses = getattr(value, "addresses", ())
    return [_address(one.addr_spec, one.display_name) for one in addresses if one.domain]


def _address(address: str, name: str) -> dict[str, Any]:
    known = {"address": bare(address), **({"name": name} if name else {})}
    return {"emailAddress": known}


def _attachments(message: EmailMessage, body: Message | None) -> list[Attachment]:
    """Everything but the text."""
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


def _attachment(part: Message) -> Attachment:
    identifier = str(part.get("Content-ID", "")).strip("<> ")
    inline = part.get_content_disposition() == "inline" or (
        bool(identifier) and part.get_content_disposition() is None
    )
    message = part.get_content_maintype() == "message"
    name = part.get_filename() or ("message.eml" if message else "attachment")
    return Attachment(name, part.get_content_type(), _content(part), inline, identifier)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner = part.get_payload()
    return b"".join(one.as_bytes() for one in inner if not isinstance(one, str))
