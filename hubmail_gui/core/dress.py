"""What a secret may be wearing when it comes back: escapes undone, with the way back to the text.

A server that echoes a secret escapes it as it likes. Each reading of a text undoes one kind of escape
and remembers where in the text before it every character came from, so that what is found in a
reading is hidden in the text itself. The ways back are made only where something was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hubmail_gui.core.foreign import without_entities

# Escapes within escapes: a link in a page in a JSON text.
_DEEPEST = 3
_MOST_READINGS = 24

# A reply's next line with its code and enhanced code; what cannot be seen; controls.
_LINE_END = r"\r?\n(?:[2-5]\d\d[ -])?(?:[245]\.\d{1,3}\.\d{1,3} )?"
LINE_END = re.compile(_LINE_END)
UNSEEN = re.compile(
    _LINE_END
    + r"|[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U000e0000-\U000e01ef]"
)
_BLANK = re.compile(r"\s+")
# What stands between the digits of a dump.
_PUNCTUATION = str.maketrans("", "", ":,;-")
_BETWEEN_DIGITS = re.compile(r"[:,;-]|0x")


class Escape(NamedTuple):
    """A kind of escape.

    Attributes:
        mark: without its first character there is none.
        expression: one escape, or several bytes in a row.
        meaning: what it stands for.
    """

    mark: str
    expression: re.Pattern[str]
    meaning: Callable[[str], str]


def _bytes_in(digits: str) -> str:
    raw = bytes.fromhex(digits)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _backslashed(text: str) -> str:
    kind = text[1]
    if kind == "x":
        return _bytes_in(text.replace("\\x", ""))
    if kind == "u":
        # Two halves make one character beyond the first 65,536.
        pairs = bytes.fromhex(text.replace("\\u", ""))
        return pairs.decode("utf-16-be", "replace")
    if kind == "U":
        number = int(text[2:], 16)
        return chr(number) if number < 0x110000 else ""
    if kind in "01234567":
        return chr(int(text[1:], 8))
    return _LETTERS.get(kind, kind)


_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
_ESCAPES = (
    Escape("%", re.compile(r"(?:%[0-9A-Fa-f]{2})+"), lambda one: _bytes_in(one.replace("%", ""))),
    Escape(
        "&",
        re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?"),
        without_entities,
    ),
    Escape(
        "\\",
        re.compile(
            r"(?:\\x[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\U[0-9A-Fa-f]{8}|\\[0-7]{3}|\\[^uUx0-9]"
        ),
        _backslashed,
    ),
    Escape(
        "=",
        re.compile(r"(?:(?<!SIZE)=[0-9A-Fa-f]{2})+"),
        lambda one: _bytes_in(one.replace("=", "")),
    ),
    Escape("=\n", re.compile(r"=\r?\n"), lambda _one: ""),
    # What Python writes of letters of Latin-1; two of them may look like one of UTF-8.
    Escape(
        "\\x",
        re.compile(r"(?:\\x[0-9A-Fa-f]{2})+"),
        lambda one: bytes.fromhex(one.replace("\\x", "")).decode("latin-1"),
    ),
)


Pieces = Callable[[str], Iterator[tuple[str, int, int]]]


class Reading:
    """A text with escapes undone.

    Attributes:
        text: what it says.
    """

    __slots__ = ("_before", "_pieces", "_places", "text")

    def __init__(
        self, text: str, before: Reading | None = None, pieces: Pieces | None = None
    ) -> None:
        """``pieces`` are the changed places of ``before``: what they became, from where to where."""
        self.text = text
        self._before = before
        self._pieces = pieces
        self._places: tuple[list[int], list[int]] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where in the very first text the characters from ``start`` to ``end`` stand."""
        if self._before is None:
            return start, end
        if self._places is None:
            self._places = self._traced(self._before.text)
        starts, ends = self._places
        return self._before.origin(starts[start], ends[end - 1])

    def written(self, text: str) -> Reading:
        """The same reading in other letters, as many as before."""
        return Reading(text, self, lambda _text: iter(()))

    def _traced(self, before: str) -> tuple[list[int], list[int]]:
        """Of every character, from where to where it stands in the text before."""
        assert self._pieces is not None
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for meaning, first, last in (*self._pieces(before), ("", len(before), len(before))):
            starts += range(at, first)
            ends += range(at + 1, first + 1)
            for from_, to in _spread(first, last, len(meaning)):
                starts.append(from_)
                ends.append(to)
            at = last
        return starts, ends


def _spread(start: int, end: int, count: int) -> Iterator[tuple[int, int]]:
    """From where to where each of ``count`` characters stands that came out of one escape."""
    width = (end - start) / count if count else 0
    for number in range(count):
        yield start + int(number * width), end - int((count - 1 - number) * width)


def _undone(reading: Reading, escape: Escape) -> Reading:
    def pieces(text: str) -> Iterator[tuple[str, int, int]]:
        for match in escape.expression.finditer(text):
            yield escape.meaning(match[0]), *match.span()

    text = escape.expression.sub(lambda match: escape.meaning(match[0]), reading.text)
    return Reading(text, reading, pieces)


def readings(text: str) -> list[Reading]:
    """``text`` as it is, and with each kind of escape that is in it undone, within others too."""
    found = [Reading(text)]
    seen = {text}
    begin = 0
    for _depth in range(_DEEPEST):
        end = len(found)
        for reading in found[begin:end]:
            for escape in _ESCAPES:
                if escape.mark[0] not in reading.text or len(found) >= _MOST_READINGS:
                    continue
                undone = _undone(reading, escape)
                if undone.text not in seen:
                    seen.add(undone.text)
                    found.append(undone)
        begin = end
    return found


def seen(reading: Reading) -> Reading:
    """What a reader sees of it, in one line."""
    text = reading.text
    if text.isprintable() and text.isascii():
        return reading
    simple = text.isascii() and text.replace("\n", "").isprintable()
    return without(reading, LINE_END if simple else UNSEEN)


def closed_up(reading: Reading) -> Reading:
    """The same without blanks."""
    text = "".join(reading.text.split())
    return reading if text == reading.text else _filtered(text, reading, _BLANK)


def digits(reading: Reading) -> Reading:
    """The same without what stands between hexadecimal digits."""
    if "0x" in reading.text:
        return without(reading, _BETWEEN_DIGITS)
    text = reading.text.translate(_PUNCTUATION)
    return reading if len(text) == len(reading.text) else _filtered(text, reading, _BETWEEN_DIGITS)


def without(reading: Reading, what: re.Pattern[str]) -> Reading:
    """``reading`` without what the expression matches."""
    text = what.sub("", reading.text)
    return reading if len(text) == len(reading.text) else _filtered(text, reading, what)


def _filtered(text: str, reading: Reading, what: re.Pattern[str]) -> Reading:
    def pieces(whole: str) -> Iterator[tuple[str, int, int]]:
        for match in what.finditer(whole):
            yield "", *match.span()

    return Reading(text, reading, pieces)
