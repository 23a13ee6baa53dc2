"""A message of RFC 5322 as the body of Graph's sendMail.

JSON where Graph's message resource can hold it, because only then can the copy in Sent Items be
left out; the message itself in base64 where its exact form matters, as for a signature.
https://learn.microsoft.com/graph/api/resources/message
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hubmail_gui.delivery.mail import bare
from hubmail_gui.oauth.addressed import addressed

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

    from hubmail_gui.delivery.mail import Mail

# Signed and encrypted mail and meeting requests are worth nothing once taken apart.
_EXACT = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "text/calendar"}

# Graph takes headers of one's own under names that begin with x-, and so many of them
# (its errors InvalidInternetMessageHeader and InvalidInternetMessageHeaderCollection).
_MOST_HEADERS = 5
_IMPORTANCE = {"high", "normal", "low"}

# What the library raises for messages that break the rules it reads them by.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError)


def body(mail: Mail, mailbox: str) -> tuple[bytes, str]:
    """The request's body and its content type.

    Args:
        mail: the message; its envelope decides who gets it.
        mailbox: the address whose mailbox sends it.
    """
    from email import message_from_bytes, policy

    try:
        message = message_from_bytes(mail.content, policy=policy.default)
        if not any(part.get_content_type() in _EXACT for part in message.walk()):
            document = {"message": _message(message, mail, mailbox), "saveToSentItems": False}
            text = json.dumps(document, ensure_ascii=False)
            # Half characters stand for bytes that were no text.
            return text.encode("utf-8", "replace"), "application/json"
    except _UNREADABLE:
        # Whoever reads it in the end may understand what this library does not.
        pass
    return base64.b64encode(addressed(mail)), "text/plain"


def _message(message: EmailMessage, mail: Mail, mailbox: str) -> dict[str, Any]:
    text = message.get_body(("html", "plain"))
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
    if attached := _attachments(message, text):
        document["attachments"] = attached
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


def _attachments(message: EmailMessage, body: Message | None) -> list[dict[str, Any]]:
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
