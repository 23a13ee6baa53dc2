"""SMTP replies: what a server's bytes say, checked against the grammar (RFC 5321 section 4.2).

The strategy: bytes are collected until a line ends, and every line, also one that is still growing, is
held to the grammar at once. So another protocol, an endless line or an endless reply is known by its
first wrong byte, and nobody waits for more. A reply is whole with the first line whose code no hyphen
follows; what came behind it stays, because it may be the next reply or an attack on STARTTLS. Of a
flood so much is kept as is ever shown; the rest is checked, counted and forgotten.
"""

from __future__ import annotations

from typing import NamedTuple

# RFC 5321 section 4.5.3.1.5 allows 512 octets; real servers send more, endless lines are hostile.
MAX_LINE = 8 * 1024
MAX_LINES = 512
# Of one reply so many bytes are kept, and of the greeting or EHLO no more are needed: what comes
# after them is read and forgotten.
MAX_KEPT = 32 * 1024

_LATER_DIGITS = b"0123456789"
_FIRST_DIGITS = b"2345"


class MalformedReplyError(Exception):
    """The server sent what is no SMTP reply.

    Attributes:
        received: the offending bytes, shortened.
    """

    def __init__(self, received: bytes) -> None:
        super().__init__(received)
        self.received = received


class Reply(NamedTuple):
    """One whole reply.

    Attributes:
        code: the three digits.
        lines: as the server sent them, decoded, without line ends.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def positive(self) -> bool:
        """Whether it is a completion, 2xx."""
        return self.code // 100 == 2

    @property
    def negative(self) -> bool:
        """Whether it refuses, for now (4xx) or for good (5xx)."""
        return self.code >= 400

    @property
    def raw(self) -> str:
        """The server's own words, one line of the reply a line."""
        return "\n".join(self.lines)

    @property
    def text(self) -> str:
        """All lines joined by a blank, without the three digits."""
        return " ".join(line[4:] for line in self.lines).strip()

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code that it begins with (RFC 2034), such as ``5.7.139``."""
        from hubmail_gui.diagnosis.reply_text import parse_enhanced

        return parse_enhanced(self.lines[0][4:])

    @property
    def words(self) -> str:
        """The text without the enhanced status code that each line may repeat."""
        from hubmail_gui.diagnosis.reply_text import parse_enhanced

        texts = [line[4:].strip() for line in self.lines]
        return " ".join(text.removeprefix(parse_enhanced(text) or "").strip() for text in texts)


class ReplyReader:
    """Turns bytes, split anywhere, into replies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._kept = 0
        self._count = 0
        self._searched = 0

    @property
    def pending(self) -> bytes:
        """What was received beyond the last reply that :meth:`next` gave."""
        return b"".join(self._lines) + bytes(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add what was received."""
        self._buffer += data

    def next(self) -> Reply | None:
        """The next whole reply, or None until more is fed.

        Raises:
            MalformedReplyError: as soon as the bytes cannot become a reply any more.
        """
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            line = bytes(self._buffer[: end + 1])
            del self._buffer[: end + 1]
            self._searched = 0
            self._check(line)
            self._count += 1
            if self._kept + len(line) <= MAX_KEPT:
                self._kept += len(line)
                self._lines.append(line)
            else:
                self._kept = MAX_KEPT  # and no shorter line behind a longer one
            if line[3:4] != b"-":
                return self._finish()
        self._searched = len(self._buffer)
        self._check(self._buffer)
        return None

    def _check(self, line: bytes | bytearray) -> None:
        """Refuse a line, whole or still growing, that does not fit the grammar."""
        digits = line[:3]
        wrong = (
            any(
                one not in (_LATER_DIGITS if place else _FIRST_DIGITS)
                for place, one in enumerate(digits)
            )
            or line[3:4] not in (b"", b" ", b"-", b"\r", b"\n")
            or len(line) > MAX_LINE
            or self._count >= MAX_LINES
            # RFC 5321 section 4.2.1: every line of a reply has the same code.
            or (len(digits) == 3 and self._lines and digits != self._lines[0][:3])
        )
        if wrong:
            raise MalformedReplyError(bytes(line[:200]))

    def _finish(self) -> Reply:
        lines = tuple(_decode(line.rstrip(b"\r\n")) for line in self._lines)
        self._lines.clear()
        self._kept = self._count = 0
        return Reply(int(lines[0][:3]), lines)


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        from hubmail_gui.diagnosis.reply_text import decode_reply

        return decode_reply(line)
