"""The history for a spreadsheet: comma-separated values (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COLUMNS = ("at", "who", "action", "revision", "fields", "ok", "code", "changes")

# A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The heading and one line for each entry, without line ends."""
    yield _line(COLUMNS)
    for entry in entries:
        yield _line([_cell(entry.get(column)) for column in COLUMNS])


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_pair(change)}" for key, change in value.items())
    elif isinstance(value, list | tuple):
        text = " ".join(map(str, value))
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _pair(change: object) -> str:
    """An old and a new value as a person reads it."""
    both = change if isinstance(change, list) and len(change) == 2 else [None, change]
    return " → ".join("–" if one is None else str(one) for one in both)
