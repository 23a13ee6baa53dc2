"""One HTTP/1.1 exchange over a connection of ours (RFC 9112), read within bounds of size and time.

Nothing of an answer is followed, obeyed or kept beyond what is returned: no redirect, no cookie, no
upgrade. Every bound is looked at while bytes flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hubmail_gui.delivery.connection import Connection

LARGEST_BODY = 1024 * 1024
# Bytes of one line and of all header lines; and how many of them.
_LONGEST_LINE = 16 * 1024
_LARGEST_HEAD = 64 * 1024
_MOST_HEADERS = 100
# Characters of a header's value that are kept.
_LONGEST_VALUE = 4 * 1024
# Interim answers such as 100 and 103 before the real one (RFC 9110 section 15.2).
_MOST_INTERIM = 8
_MOST_CHUNKS = 64 * 1024


class NotHttpError(Exception):
    """What came is no HTTP, or none that a decent server sends."""


class Head(NamedTuple):
    """Status line and headers.

    Attributes:
        status: three digits.
        reason: the words behind them.
        headers: names in lower case; several of one name joined by commas.
        open: the connection stays open after the body.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    open: bool


def request(verb: str, host: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The bytes of a request.

    Raises:
        ValueError: a value would break out of its line.
    """
    lines = [f"{verb} {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or verb not in {"GET", "CONNECT"}:
        lines.append(f"Content-Length: {len(body)}")
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header is one line")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("utf-8") + body


class Incoming:
    """Reads answers from a connection."""

    def __init__(self, connection: Connection, until: float) -> None:
        self._connection = connection
        self._until = until
        self._buffer = bytearray()
        self.ended = False

    @property
    def idle(self) -> bool:
        """Nothing came beyond what was read."""
        return not self._buffer and not self.ended

    def head(self) -> Head:
        """The head of the answer, after interim ones.

        Raises:
            NotHttpError, ConnectionResetError, TimeoutError, OSError, Cancelled.
        """
        for _interim in range(_MOST_INTERIM):
            found = self._head()
            if found.status >= 200:
                return found
        raise NotHttpError

    def body(self, verb: str, head: Head) -> bytes:
        """At most 1 MiB of the body, decompressed.

        Raises:
            NotHttpError, ConnectionResetError, TimeoutError, OSError, Cancelled.
        """
        if verb == "HEAD" or head.status in {204, 304}:
            return b""
        coding = head.headers.get("transfer-encoding", "").strip().lower()
        if coding == "chunked":
            raw = self._chunks()
        elif coding:
            raise NotHttpError
        elif "content-length" in head.headers:
            raw = self._exactly(_number(head.headers["content-length"]))
        else:
            raw = self._rest()
        return _unpacked(raw, head.headers.get("content-encoding", ""))

    # ------------------------------------------------------------ private

    def _more(self) -> bool:
        data = b"" if self.ended else self._connection.receive(self._until)
        self._buffer += data
        self.ended = not data
        return not self.ended

    def _line(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LONGEST_LINE:
                raise NotHttpError
            if not self._more():
                raise ConnectionResetError("the answer ends in mid-line")
        line = bytes(self._buffer[:end]).rstrip(b"\r")
        del self._buffer[: end + 1]
        if len(line) > _LONGEST_LINE:
            raise NotHttpError
        return line

    def _head(self) -> Head:
        if not self._buffer:
            self._more()
        while len(self._buffer) < 7 and self._more():
            pass
        if self._buffer and not bytes(self._buffer[:7]).startswith(b"HTTP/1."[: len(self._buffer)]):
            raise NotHttpError
        version, _blank, rest = self._line().partition(b" ")
        digits, _blank, reason = rest.strip().partition(b" ")
        if len(digits) != 3 or not digits.isdigit() or digits < b"100":
            raise NotHttpError
        headers = self._headers()
        wants = headers.get("connection", "").lower()
        stays = "keep-alive" in wants if version == b"HTTP/1.0" else "close" not in wants
        return Head(int(digits), _text(reason), headers, stays)

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        size = count = 0
        while line := self._line():
            size, count = size + len(line), count + 1
            if size > _LARGEST_HEAD or count > _MOST_HEADERS:
                raise NotHttpError
            name, colon, value = line.partition(b":")
            if not colon or name[:1] in b" \t":
                continue  # what is no header, or folded, says nothing that is needed
            key = _text(name).lower()
            text = _text(value)
            known = headers.get(key)
            headers[key] = (text if known is None else f"{known}, {text}")[:_LONGEST_VALUE]
        return headers

    def _exactly(self, length: int) -> bytes:
        wanted = min(length, LARGEST_BODY)
        while len(self._buffer) < wanted:
            if not self._more():
                raise ConnectionResetError("the answer ends in mid-body")
        if length > LARGEST_BODY:
            self.ended = True  # the rest is not read
        return self._take(wanted)

    def _rest(self) -> bytes:
        while len(self._buffer) < LARGEST_BODY and self._more():
            pass
        self.ended = True
        return self._take(LARGEST_BODY)

    def _chunks(self) -> bytes:
        body = bytearray()
        for _number_of_chunk in range(_MOST_CHUNKS):
            digits = self._line().partition(b";")[0].strip()
            length = _number(digits.decode("latin-1"), base=16)
            if length == 0:
                # What may follow are trailers, which nobody needs and which may have no end.
                if bytes(self._buffer) == b"\r\n":
                    self._buffer.clear()
                else:
                    self.ended = True
                return bytes(body)
            room = LARGEST_BODY - len(body)
            body += self._exactly(min(length, room))
            if length > room:
                self.ended = True  # the rest is not read
                return bytes(body)
            if self._line():
                raise NotHttpError
        raise NotHttpError

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken


def _number(digits: str, base: int = 10) -> int:
    digits = digits.strip().lower()
    allowed = "0123456789abcdef"[:base]
    if not 1 <= len(digits) <= 16 or any(one not in allowed for one in digits):
        raise NotHttpError
    return int(digits, base)


def _text(raw: bytes) -> str:
    """A header as text: whatever the bytes are, for nothing depends on them being any."""
    return raw.strip().decode("utf-8", "replace")


def _unpacked(raw: bytes, coding: str) -> bytes:
    """A body without its compression, which is not asked for and only cut if it is used."""
    coding = coding.strip().lower()
    if coding in {"", "identity"}:
        return raw
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise NotHttpError
    import zlib

    try:
        # 32: whichever of the two headers it has (RFC 1950, RFC 1952).
        return zlib.decompressobj(zlib.MAX_WBITS + 32).decompress(raw, LARGEST_BODY)
    except zlib.error:
        raise NotHttpError from None
