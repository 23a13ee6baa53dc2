"""What Graph's sendMail takes, property by property: anything else is refused, as Graph does.

https://learn.microsoft.com/graph/api/user-sendmail
https://learn.microsoft.com/graph/api/resources/message
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

_RECIPIENTS = ["recipient"]

# Each type with its properties: a name of another type, one of the kinds below, or a list of one.
TYPES: dict[str, dict[str, Any]] = {
    "sendMail": {"message": "message", "saveToSentItems": "boolean"},
    "message": {
        "attachments": ["attachment"],
        "bccRecipients": _RECIPIENTS,
        "body": "itemBody",
        "categories": ["string"],
        "ccRecipients": _RECIPIENTS,
        "flag": "followupFlag",
        "from": "recipient",
        "hasAttachments": "boolean",
        "importance": ("low", "normal", "high"),
        "inferenceClassification": ("focused", "other"),
        "internetMessageHeaders": ["internetMessageHeader"],
        "internetMessageId": "string",
        "isDeliveryReceiptRequested": "boolean",
        "isDraft": "boolean",
        "isRead": "boolean",
        "isReadReceiptRequested": "boolean",
        "replyTo": _RECIPIENTS,
        "sender": "recipient",
        "singleValueExtendedProperties": ["singleValueLegacyExtendedProperty"],
        "subject": "string",
        "toRecipients": _RECIPIENTS,
    },
    "itemBody": {"contentType": ("text", "html"), "content": "string"},
    "recipient": {"emailAddress": "emailAddress"},
    "emailAddress": {"name": "string", "address": "string"},
    "internetMessageHeader": {"name": "string", "value": "string"},
    "followupFlag": {"flagStatus": ("notFlagged", "complete", "flagged")},
    "singleValueLegacyExtendedProperty": {"id": "string", "value": "string"},
    "attachment": {
        "@odata.type": ("#microsoft.graph.fileAttachment",),
        "contentBytes": "binary",
        "contentId": "string",
        "contentLocation": "string",
        "contentType": "string",
        "isInline": "boolean",
        "name": "string",
    },
}
TYPES["createUploadSession"] = {"AttachmentItem": "attachmentItem"}
TYPES["attachmentItem"] = {
    "attachmentType": ("file", "item", "reference"),
    "contentId": "string",
    "contentType": "string",
    "isInline": "boolean",
    "name": "string",
    "size": "number",
}
_REQUIRED = {
    "sendMail": ("message",),
    "recipient": ("emailAddress",),
    "emailAddress": ("address",),
    "internetMessageHeader": ("name", "value"),
    "attachment": ("@odata.type", "name"),
    "createUploadSession": ("AttachmentItem",),
    "attachmentItem": ("attachmentType", "name", "size"),
}
_MOST_HEADERS = 5


class SchemaError(Exception):
    """The document is refused: Graph's code and its kind of words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def check(document: object) -> None:
    """Raise SchemaError unless ``document`` is what sendMail takes."""
    check_type(document, "sendMail")


def check_type(document: object, kind: str) -> None:
    """Raise SchemaError unless ``document`` is of that type of :data:`TYPES`."""
    _object(document, kind)
    assert isinstance(document, dict)
    message = document if kind == "message" else document.get("message") or {}
    headers = message.get("internetMessageHeaders", [])
    for header in headers:
        if not header["name"].lower().startswith("x-"):
            text = f"The internet message header name '{header['name']}' should start with 'x-' or 'X-'."
            raise SchemaError("InvalidInternetMessageHeader", text)
    if len(headers) > _MOST_HEADERS:
        text = "Maximum number of headers in one message should be less than or equal to 5."
        raise SchemaError("InvalidInternetMessageHeaderCollection", text)


def _object(value: object, kind: str) -> None:
    if not isinstance(value, dict):
        raise _undeserialised(kind)
    known = TYPES[kind]
    for name, one in value.items():
        if name not in known:
            text = f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'. Make sure to only use property names that are defined by the type."
            raise SchemaError("RequestBodyRead", text)
        if one is not None:
            _value(one, known[name], name)
    for name in _REQUIRED.get(kind, ()):
        if value.get(name) is None:
            text = f"The parameter '{name}' is required."
            raise SchemaError("ErrorInvalidParameter", text)


def _value(value: object, kind: Any, name: str) -> None:  # noqa: ANN401 - an entry of TYPES
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise _undeserialised(name)
        for one in value:
            _value(one, kind[0], name)
    elif isinstance(kind, tuple):
        folded = {choice.lower() for choice in kind}
        if not isinstance(value, str) or value.lower() not in folded:
            text = f"Requested value '{value}' was not found."
            raise SchemaError("RequestBodyRead", text)
    elif kind in TYPES:
        _object(value, kind)
    elif not _fits(value, kind):
        raise _undeserialised(name)


def _fits(value: object, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if kind == "binary":
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error:
            return False
    return True


def _undeserialised(name: str) -> SchemaError:
    text = f"Cannot convert the literal of '{name}' to the expected type."
    return SchemaError("RequestBodyRead", text)
