"""The history: one line of JSON for everything that was done, appended and never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from hubmail_gui.store import files

Entry = dict[str, Any]
_BLOCK = 1 << 14
_BINARY = getattr(os, "O_BINARY", 0)


def append(path: str, entry: Entry) -> None:
    """Add ``entry`` as the last line; one that a power cut tore before it is closed off.

    The caller holds the lock of the folder.

    Raises:
        FaultError: ``settings.unwritable``; a part of the line may be there and is ignored.
    """
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY
        descriptor = os.open(path, flags, 0o600)
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
    """All entries, the oldest first; lines that are none are passed over."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - a start-up path; closed below
    except FileNotFoundError:
        return
    except OSError as error:
        raise files.unreadable(path, error) from None
    with file:
        for line in file:
            entry = _entry(line)
            if entry is not None:
                yield entry


def tail(path: str, count: int) -> list[Entry]:
    """The last ``count`` entries, the oldest first, read from the end of the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _BINARY)
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
        entry = _entry(line)
        if entry is not None:
            found.append(entry)
    return found[::-1]


def _lines_backwards(descriptor: int) -> Iterator[bytes]:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    rest = b""
    while end > 0:
        start = max(0, end - _BLOCK)
        first, *lines = (_at(descriptor, start, end - start) + rest).split(b"\n")
        yield from reversed(lines)
        rest, end = first, start
    yield rest


def _at(descriptor: int, offset: int, size: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, size)


def _entry(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None
