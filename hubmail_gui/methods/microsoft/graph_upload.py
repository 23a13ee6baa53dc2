"""Mails that are too large for one request: a draft, its attachments piece by piece, then send.

https://learn.microsoft.com/graph/outlook-large-attachments
https://learn.microsoft.com/graph/api/user-post-messages
https://learn.microsoft.com/graph/api/message-send

Creating a draft needs the permission Mail.ReadWrite beside Mail.Send. A draft that is not sent is
removed again; one that is sent leaves a copy in Sent Items, which nobody can switch off.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.methods.microsoft.graph import LARGEST_REQUEST, Mailbox
from hubmail_gui.methods.microsoft.graph_message import encoded
from hubmail_gui.oauth.token import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubmail_gui.delivery.web import Answer
    from hubmail_gui.methods.microsoft.graph_message import Attachment, Draft

# Smaller attachments go in one request, larger ones only in a session.
SESSION_FROM = 3 * 1024 * 1024
LARGEST = 150 * 1024 * 1024
# Below the 4 MB that the service asks for, and small enough for a slow line and its time limit.
PIECE = 8 * 320 * 1024


def send(mailbox: Mailbox, draft: Draft, hide: Callable[[str], None]) -> Answer:
    """Send what is too large for one request; the answer to its last request.

    Args:
        mailbox: that sends.
        draft: the mail.
        hide: told of every credential that is received, before anybody can see it.

    Raises:
        FaultError: ``graph.large_mail_permission`` where the application may not make drafts,
            other faults of ``graph``.
        Cancelled: the person gave up.
    """
    largest = max((len(one.content) for one in draft.attachments), default=0)
    if len(draft.text()) > LARGEST_REQUEST or largest > LARGEST:
        raise FaultError(Fault("graph.too_large", False))
    made = mailbox.ask("POST", "messages", draft.text())
    identifier = document(made).get("id") if made.status == 201 else None
    if not isinstance(identifier, str) or not identifier:
        raise _refused(mailbox, made)
    path = f"messages/{quote(identifier, safe='')}"
    try:
        for one in draft.attachments:
            _attach(mailbox, path, one, hide)
        answer = mailbox.ask("POST", f"{path}/send", b"")
    except (FaultError, Cancelled) as error:
        if not (isinstance(error, FaultError) and error.fault.code == "graph.unreachable"):
            _remove(mailbox, path)
        raise
    if answer.status != 202:
        _remove(mailbox, path)
    return answer


def _attach(
    mailbox: Mailbox, path: str, attachment: Attachment, hide: Callable[[str], None]
) -> None:
    if len(attachment.content) < SESSION_FROM:
        answer = mailbox.ask("POST", f"{path}/attachments", encoded(attachment.document()))
        if answer.status != 201:
            raise _refused(mailbox, answer)
        return
    announced = encoded({"AttachmentItem": attachment.item()})
    answer = mailbox.ask("POST", f"{path}/attachments/createUploadSession", announced)
    url = document(answer).get("uploadUrl") if answer.status == 201 else None
    if not isinstance(url, str) or not url.startswith("https://"):
        raise _refused(mailbox, answer)
    # Whoever knows the address may write there.
    hide(urlsplit(url).query)
    _upload(mailbox, url, attachment.content)


def _upload(mailbox: Mailbox, url: str, content: bytes) -> None:
    start = 0
    while start < len(content):
        piece = content[start : start + PIECE]
        end = start + len(piece)
        # The address carries its own permission: the token is not shown there.
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes {start}-{end - 1}/{len(content)}",
        }
        answer = mailbox.exchange("PUT", url, headers, piece)
        if answer.status not in (200, 201, 202):
            raise mailbox.refused(answer, urlsplit(url).hostname or "")
        if answer.status == 201:
            return
        following = _next(answer)
        if end == len(content) or (following is not None and not start < following <= end):
            raise mailbox.refused(answer, urlsplit(url).hostname or "")
        start = end if following is None else following


def _next(answer: Answer) -> int | None:
    """Where the service wants to go on, if it says so: ``["2097152"]``, at times ``["2097152-"]``."""
    found = document(answer)
    ranges = found.get("NextExpectedRanges", found.get("nextExpectedRanges"))
    try:
        return int(str(ranges[0]).partition("-")[0]) if isinstance(ranges, list) else None
    except (IndexError, ValueError):
        return None


def _remove(mailbox: Mailbox, path: str) -> None:
    with suppress(FaultError, Cancelled):
        mailbox.ask("DELETE", path)


def _refused(mailbox: Mailbox, answer: Answer) -> FaultError:
    fault = mailbox.refused(answer).fault
    if fault.code == "graph.permission_missing":
        fault = fault._replace(code="graph.large_mail_permission")
    return FaultError(fault)
