"""A small file from a web server: bounded in size and time, and from nowhere else.

What is fetched is public and comes from an address that somebody unknown may have chosen: nothing
of ours goes along, a redirect leads to the same host only, and whatever goes wrong is no answer.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.validation import ascii_host
from hubmail_gui.delivery import tls
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connect import connect
from hubmail_gui.delivery.connection import Connection, HandshakeError
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.delivery.waiter import Waiter

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel

LARGEST = 64 * 1024
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


class _Page(NamedTuple):
    status: int
    location: str
    body: bytes


def get(url: str, cancel: Cancel, seconds: float) -> bytes | None:
    """What stands at ``url``, at most 64 KiB of it; None where there is nothing to be had.

    Raises:
        Cancelled: stopping was asked for.
    """
    until = time.monotonic() + seconds
    host = urlsplit(url).hostname
    for _hop in range(_MOST_REDIRECTS + 1):
        page = None
        with suppress(FaultError, OSError, HandshakeError, ProblemError, ValueError):
            page = _once(url, cancel, until)
        if page is None or page.status == 200:
            return page.body if page else None
        if page.status not in _REDIRECTS or not page.location:
            return None
        try:
            url = urljoin(url, page.location)
            if urlsplit(url).hostname != host:
                return None
        except ValueError:
            return None
    return None


def _once(url: str, cancel: Cancel, until: float) -> _Page | None:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    host = ascii_host(parts.hostname)
    account = SmtpAccount(host, parts.port or _PORTS[parts.scheme], Encryption.TLS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # HTTP/1.0: the answer ends with the connection, and needs no more reading than that.
    head = f"GET {path} HTTP/1.0\r\nHost: {parts.netloc}\r\nAccept: */*\r\n\r\n".encode("ascii")
    if any(byte <= 32 for byte in path.encode("ascii")):
        return None
    with Waiter(cancel) as waiter:
        addresses = resolve(host, account.port, until - waiter.clock(), cancel)
        connection = Connection(connect(addresses, until - waiter.clock(), waiter), waiter)
        try:
            if parts.scheme == "https":
                connection.encrypt(tls.prepare(account), until)
            connection.send(head, until)
            return _page(_received(connection, until))
        finally:
            connection.close()


def _received(connection: Connection, until: float) -> bytes:
    """Head and body as they came; too much of them is none."""
    received = bytearray()
    while not _is_whole(received) and (data := connection.receive(until)):
        received += data
        if len(received) > 2 * LARGEST:
            return b""
    return bytes(received)


def _is_whole(received: bytearray) -> bool:
    """Whether no more has to come, from a server that leaves the connection open all the same."""
    head, blank, body = bytes(received).partition(b"\r\n\r\n")
    if not blank:
        return False
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return body.endswith(b"0\r\n\r\n")
    length = headers.get("content-length", "")
    return length.isascii() and length.isdigit() and len(body) >= int(length[:9])


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _colon, value in pairs}


def _page(received: bytes) -> _Page | None:
    head, _blank, body = received.partition(b"\r\n\r\n")
    words = head.partition(b"\r\n")[0].decode("latin-1").split(None, 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        return None
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    if len(body) > LARGEST:
        return None
    return _Page(int(words[1]), headers.get("location", ""), body)


def _unchunked(body: bytes) -> bytes:
    """The content of a body in chunks (RFC 9112 section 7.1), which some send even to HTTP/1.0."""
    content = b""
    while body:
        size, _end, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length <= 0:
            break
        content += body[:length]
        body = body[length + 2 :]
    return content
