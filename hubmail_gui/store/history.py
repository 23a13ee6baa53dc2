"""The history: one line of JSON for everything that was done, appended and never rewritten.

It is read line by line, from the front or from the back, and never whole: it grows for years, and
what stands in it may be damaged or written by somebody else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from hubmail_gui.store import door, files

Entry = dict[str, Any]
_BLOCK = 1 << 14
# Without its end; longer lines are none of ours.
LONGEST_LINE = 1 << 18
# What a look at the last entries reads at most, however few are found in it.
MOST_LOOKED_AT = 1 << 23


def append(path: str, entry: Entry) -> None:
    """Add ``entry`` as the last line; one that a power cut tore before it is closed off.

    The caller holds the lock of the folder.

    Raises:
        FaultError: a ``settings`` fault; a part of the line may be there and is ignored.
    """
    line = json.dumps(entry, ensure_ascii=False).encode(errors="replace") + b"\n"
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        descriptor = door.open_file(path, flags, alone=True)
        try:
            end = os.lseek(descriptor, 0, os.SEEK_END)
            if end and _at(descriptor, end - 1, 1) != b"\n":
                line = b"\n" + line
            files.write_all(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise files.unwritable(path, error) from None


def entries(path: str) -> Iterator[Entry]:
    """All entries, the oldest first, as they are read; lines that are none are passed over.

    Raises:
        FaultError: a ``settings`` fault: the history is there but cannot be read, or not to its end.
    """
    try:
        descriptor = door.open_file(path, os.O_RDONLY)
        with open(descriptor, "rb") as file:
            in_long_line = False
            while line := file.readline(LONGEST_LINE):
                entry = None if in_long_line else entry_in(line)
                in_long_line = not line.endswith(b"\n")
                if entry is not None:
                    yield entry
    except FileNotFoundError:
        return
    except OSError as error:  # a disk that fails does so in the middle, too
        raise files.unreadable(path, error) from None


def tail(path: str, count: int) -> list[Entry]:
    """The last ``count`` entries, the oldest first, read from the end of the file.

    Raises:
        FaultError: a ``settings`` fault: the history is there but cannot be read.
    """
    try:
        descriptor = door.open_file(path, os.O_RDONLY)
        try:
            return _last(descriptor, count)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise files.unreadable(path, error) from None


def _last(descriptor: int, count: int) -> list[Entry]:
    found: list[Entry] = []
    lines = _lines_backwards(descriptor)
    while len(found) < count and (line := next(lines, None)) is not None:
        entry = entry_in(line) if len(line) <= LONGEST_LINE else None
        if entry is not None:
            found.append(entry)
    return found[::-1]


def _lines_backwards(descriptor: int) -> Iterator[bytes]:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    first_byte = max(0, end - MOST_LOOKED_AT)
    rest = b""
    while end > first_byte:
        start = max(first_byte, end - _BLOCK)
        first, *lines = (_at(descriptor, start, end - start) + rest).split(b"\n")
        yield from reversed(lines)
        # What is too long is made into what is no entry, whatever comes before it.
        rest, end = (first if len(first) <= LONGEST_LINE else b"\0"), start
    yield rest


def _at(descriptor: int, offset: int, size: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, size)


def entry_in(line: bytes) -> Entry | None:
    """The entry that stands in a line, with every key and each of its type; None if it is none."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict):
        return None
    fields = entry.get("fields")
    code, revision = entry.get("code"), entry.get("revision")
    return {
        **entry,
        **{key: _text(entry.get(key)) for key in ("at", "who", "action")},
        "revision": revision if type(revision) is int else None,
        "fields": [str(one) for one in fields] if isinstance(fields, list) else [],
        "ok": entry.get("ok") is True,
        "code": None if code is None else _text(code),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
