"""The tables of an installer, read by Windows' own library."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

_LONGEST = 1024
_NO_MORE = 259  # ERROR_NO_MORE_ITEMS


def rows(installer: Path, table: str, columns: int) -> list[tuple[str, ...]]:
    """The first ``columns`` columns of every row."""
    library: Any = ctypes.WinDLL("msi")  # type: ignore[attr-defined,unused-ignore]
    database, view = ctypes.c_ulong(), ctypes.c_ulong()
    assert library.MsiOpenDatabaseW(str(installer), None, ctypes.byref(database)) == 0
    query = f"SELECT * FROM `{table}`"
    found = []
    try:
        assert library.MsiDatabaseOpenViewW(database, query, ctypes.byref(view)) == 0
        assert library.MsiViewExecute(view, 0) == 0
        record = ctypes.c_ulong()
        while library.MsiViewFetch(view, ctypes.byref(record)) != _NO_MORE:
            found.append(tuple(_text(library, record, number) for number in range(1, columns + 1)))
            library.MsiCloseHandle(record)
    finally:
        library.MsiCloseHandle(view)
        library.MsiCloseHandle(database)
    return found


def _text(library: Any, record: ctypes.c_ulong, number: int) -> str:
    buffer, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_ulong(_LONGEST)
    library.MsiRecordGetStringW(record, number, buffer, ctypes.byref(size))
    return buffer.value
