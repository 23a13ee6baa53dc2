"""The header of a mail as fields, and the two things in them that hide others: folds, comments.

Foreign text from the first byte: sizes are cut before anything is looked at, and every pass over
it is a single walk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A header of a mail that went through a dozen servers and filters has some 30 kB.
_HEADER_BYTES = 512 * 1024
_FIELDS = 2_000
_VALUE = 16_000

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)


class Field(NamedTuple):
    """One header field: its name in lower case, its value on one line."""

    name: str
    value: str


class Header(NamedTuple):
    """The fields of a header from top to bottom."""

    fields: tuple[Field, ...]

    def first(self, name: str) -> str:
        """The value of the topmost field ``name``; empty when there is none."""
        return next((field.value for field in self.fields if field.name == name), "")

    def places(self, name: str) -> list[int]:
        """The indices of all fields ``name``, from the top."""
        return [index for index, field in enumerate(self.fields) if field.name == name]


def header_of(source: bytes) -> Header:
    """The header of a mail's source, or a header that was copied alone (RFC 5322 section 2.2).

    What is no field is passed over: mail programs show headers with lines of their own.
    """
    fields: list[tuple[str, list[str]]] = []
    for line in _lines(source):
        if not line.strip():
            if fields:
                break
            continue  # blank lines before it come with copying
        if line[0] in " \t" and fields:
            fields[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not _is_name(name):
            continue
        if len(fields) == _FIELDS:
            break
        fields.append((name, [value.strip()]))
    return Header(tuple(Field(name, " ".join(parts)[:_VALUE]) for name, parts in fields))


def _lines(source: bytes) -> Iterator[str]:
    head = source[:_HEADER_BYTES]
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, "replace")
            break
    else:
        text = head.decode("utf-8", "replace")
    yield from text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_name(name: str) -> bool:
    return 0 < len(name) <= 80 and all("!" <= sign <= "~" for sign in name)


def without_comments(value: str) -> tuple[str, tuple[str, ...]]:
    """``value`` with each comment replaced by a blank, and the comments (RFC 5322 section 3.2.2).

    Comments nest, and a quoted string hides parentheses. One that is never closed ends with the
    value: what follows an opened parenthesis is the sender's to write.
    """
    kept: list[str] = []
    comments: list[str] = []
    comment: list[str] = []
    depth, quoted = 0, False
    for token in _TOKEN.findall(value):
        quoted ^= token == '"' and not depth
        before = depth
        if not quoted:
            depth = max(0, depth + _NESTING.get(token, 0))
        if not before and not depth:
            kept.append(token)
        elif before and depth:
            comment.append(token)
        elif before:
            comments.append("".join(comment))
            comment.clear()
            kept.append(" ")
    if comment:
        comments.append("".join(comment))
    return "".join(kept), tuple(comments)


_TOKEN = re.compile(r'\\.|["()\\]|[^\\"()]+', re.DOTALL)
_NESTING = {"(": 1, ")": -1}
