"""Drafts of the stand-in: made, filled with attachments piece by piece, sent, removed.

https://learn.microsoft.com/graph/api/user-post-messages
https://learn.microsoft.com/graph/outlook-large-attachments
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hubmail_gui.demo.microsoft import graph_schema
from hubmail_gui.demo.microsoft.errors import graph_error
from hubmail_gui.demo.replies import Reply, Request, document

SMALLEST_SESSION = 3 * 1024 * 1024
LARGEST_SESSION = 150 * 1024 * 1024
LARGEST_PIECE = 4 * 1024 * 1024
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")


@dataclass
class _Session:
    draft: str
    token: str
    item: dict[str, Any]
    content: bytearray = field(default_factory=bytearray)


class Drafts:
    """All drafts of all mailboxes.

    Args:
        take: told of every mail that is sent, as JSON.

    Attributes:
        kept: those that nobody has sent yet.
        limit: the mailbox's own limit for a mail, in bytes.
    """

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.limit = 35 * 1024 * 1024
        self._sessions: dict[str, _Session] = {}
        self._take = take
        self._lock = threading.Lock()

    def create(self, request: Request) -> Reply:
        """201 with the draft."""
        message = _read(request, "message")
        if isinstance(message, Reply):
            return message
        identifier = "AAMk" + secrets.token_urlsafe(24) + "="
        with self._lock:
            self.kept[identifier] = {**message, "attachments": message.get("attachments", [])}
        return document({"id": identifier, "isDraft": True}, 201)

    def attach(self, request: Request, draft: str) -> Reply:
        """201 with an attachment that came whole."""
        attachment = _read(request, "attachment")
        if isinstance(attachment, Reply):
            return attachment
        return self._attached(request, draft, attachment) or document({"id": "1"}, 201)

    def announce(self, request: Request, draft: str) -> Reply:
        """201 with the address to upload to, which carries its own permission."""
        given = _read(request, "createUploadSession")
        if isinstance(given, Reply):
            return given
        if draft not in self.kept:
            return _gone(request)
        item = given["AttachmentItem"]
        if item["size"] < SMALLEST_SESSION:
            text = "The attachment size should not be less than the minimum size for a session."
            return graph_error(request, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", text)
        if item["size"] > LARGEST_SESSION:
            text = "The attachment size exceeds the limit."
            return graph_error(request, "ErrorAttachmentSizeLimitExceeded", text)
        identifier, token = secrets.token_hex(8), secrets.token_urlsafe(32)
        self._sessions[identifier] = _Session(draft, token, item)
        url = f"{request.origin}/api/v2.0/AttachmentSessions/{identifier}?authtoken={token}"
        known = {"expirationDateTime": "2099-01-01T00:00:00Z", "nextExpectedRanges": ["0-"]}
        return document({"uploadUrl": url, **known}, 201)

    def upload(self, request: Request, identifier: str) -> Reply:
        """200 with where to go on, 201 at the end."""
        session = self._sessions.get(identifier)
        if session is None or request.query != f"authtoken={session.token}":
            return graph_error(request, "ErrorAccessDenied", "The session is not valid.", 401)
        if "authorization" in request.headers:
            return graph_error(request, "ErrorInvalidRequest", "The address is authorised already.")
        match = _RANGE.fullmatch(request.headers.get("content-range", ""))
        kind = request.headers.get("content-type")
        start, end, total = (int(one) for one in match.groups()) if match else (-1, -1, -1)
        right = (
            start == len(session.content)
            and end - start + 1 == len(request.body) <= LARGEST_PIECE
            and total == session.item["size"]
            and kind == "application/octet-stream"
        )
        if not right:
            return graph_error(request, "ErrorInvalidRange", "The range is not expected.", 416)
        session.content += request.body
        if len(session.content) < total:
            return document({"NextExpectedRanges": [str(len(session.content))]})
        attachment = {
            "@odata.type": "#microsoft.graph.fileAttachment",
            **{key: value for key, value in session.item.items() if key in _SHARED},
            "contentBytes": base64.b64encode(session.content).decode("ascii"),
        }
        problem = self._attached(request, session.draft, attachment)
        return problem or Reply(201, b"", {"Location": f"{request.origin}/Attachments('1')"})

    def send(self, request: Request, draft: str) -> Reply:
        """202 with an empty body."""
        with self._lock:
            message = self.kept.pop(draft, None)
        if message is None:
            return _gone(request)
        self._take(json.dumps({"message": message}).encode())
        return Reply(202, b"")

    def remove(self, request: Request, draft: str) -> Reply:
        """204, and it is gone."""
        with self._lock:
            found = self.kept.pop(draft, None)
        return _gone(request) if found is None else Reply(204)

    def _attached(self, request: Request, draft: str, one: Mapping[str, Any]) -> Reply | None:
        with self._lock:
            message = self.kept.get(draft)
            if message is None:
                return _gone(request)
            size = sum(len(each["contentBytes"]) for each in (*message["attachments"], one))
            if size * 3 // 4 > self.limit:
                text = "The message exceeds the maximum supported size."
                return graph_error(request, "ErrorMessageSizeExceeded", text)
            message["attachments"].append(dict(one))
        return None


_SHARED = ("name", "contentType", "isInline", "contentId")


def _gone(request: Request) -> Reply:
    text = "The specified object was not found in the store."
    return graph_error(request, "ErrorItemNotFound", text, 404)


def _read(request: Request, kind: str) -> dict[str, Any] | Reply:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        text = "The content type is not supported."
        return graph_error(request, "UnsupportedMediaType", text, 415)
    try:
        found = json.loads(request.body)
        graph_schema.check_type(found, kind)
    except ValueError:
        return graph_error(request, "BadRequest", "Unable to read JSON request payload.")
    except graph_schema.SchemaError as error:
        return graph_error(request, error.code, error.text)
    assert isinstance(found, dict)
    return found
