"""A message of RFC 5322 as the body of Graph's sendMail.

JSON where Graph's message resource can hold it, because only then can the copy in Sent Items be
left out; the message itself in base64 where its exact form matters, as for a signature.
https://learn.microsoft.com/graph/api/resources/message
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage

    from hubmail_gui.delivery.message import Mail

# Signed and encrypted mail and meeting requests are worth nothing once taken apart.
_EXACT = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "text/calendar"}

# Graph takes headers of one's own only under names that begin with x-.
_MOST_HEADERS = 5


def body(mail: Mail) -> tuple[bytes, str]:
    """The request's body and its content type."""
    from email import message_from_bytes, policy

    message = message_from_bytes(mail.content, policy=policy.default)
    if any(part.get_content_type() in _EXACT for part in message.walk()):
        return base64.b64encode(mail.content), "text/plain"
    document = {"message": _message(message, mail), "saveToSentItems": False}
    return json.dumps(document, ensure_ascii=False).encode(), "application/json"


def _message(message: EmailMessage, mail: Mail) -> dict[str, Any]:
    text = message.get_body(("html", "plain"))
    html = text is not None and text.get_content_subtype() == "html"
    document: dict[str, Any] = {
        "subject": str(message.get("Subject", "")),
        "body": {
            "contentType": "HTML" if html else "Text",
            "content": "" if text is None else str(text.get_content()),
        },
        **_recipients(message, mail),
    }
    if reply_to := _addresses(message, "Reply-To"):
        document["replyTo"] = reply_to
    own = [
        {"name": name, "value": str(value)}
        for name, value in message.items()
        if name.lower().startswith("x-")
    ]
    if own:
        document["internetMessageHeaders"] = own[:_MOST_HEADERS]
    if attachments := [_attachment(part) for part in message.iter_attachments()]:
        document["attachments"] = attachments
    return document


def _recipients(message: EmailMessage, mail: Mail) -> dict[str, Any]:
    """The envelope's recipients, under the header that names each; the others are blind copies."""
    left = {address.lower(): address for address in mail.recipients}
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
    return [_address(one.addr_spec, one.display_name) for one in addresses]


def _address(address: str, name: str) -> dict[str, Any]:
    known = {"address": address, **({"name": name} if name else {})}
    return {"emailAddress": known}


def _attachment(part: EmailMessage) -> dict[str, Any]:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else part.as_bytes()
    inline = part.get_content_disposition() == "inline"
    attachment: dict[str, Any] = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": part.get_filename() or "attachment",
        "contentType": part.get_content_type(),
        "contentBytes": base64.b64encode(data).decode("ascii"),
        "isInline": inline,
    }
    if part.get("Content-ID"):
        attachment["contentId"] = str(part["Content-ID"]).strip("<>")
    return attachment
