"""Where each line of the history begins, so that any of them is read without the others.

A hundred thousand lines take eight bytes each here; what they say stays in the file.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from hubmail_gui.store import door, files
from hubmail_gui.store.history import LONGEST_LINE, Entry, entry_in

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel

_BLOCK = 1 << 20


class HistoryIndex:
    """The lines of one history file, as it was when it was last read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._starts = array("Q")
        self._end = 0

    def __len__(self) -> int:
        return len(self._starts)

    def read(self, cancel: Cancel) -> None:
        """Find the lines that came since the last time, or all where the file is another.

        Raises:
            Cancelled: the person gave up.
            FaultError: a ``settings`` fault: it cannot be read.
        """
        descriptor = self._opened()
        if descriptor is None:
            self._starts, self._end = array("Q"), 0
            return
        try:
            if os.lseek(descriptor, 0, os.SEEK_END) < self._end:
                self._starts, self._end = array("Q"), 0
            self._take(descriptor, cancel)
        except OSError as error:
            raise files.unreadable(self._path, error) from None
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int, cancel: Cancel) -> None:
        """Note where each line begins; one without an end is found again once it has one."""
        position = os.lseek(descriptor, self._end, os.SEEK_SET)
        while block := os.read(descriptor, _BLOCK):
            cancel.check()
            at = 0
            while (place := block.find(b"\n", at)) >= 0:
                # Both at once: whoever is stopped goes on from here.
                self._starts.append(self._end)
                at = place + 1
                self._end = position + at
            position += len(block)

    def entry(self, number: int) -> Entry | None:
        """The entry in line ``number``; None where the line is none, or is gone.

        Raises:
            FaultError: a ``settings`` fault: the file cannot be read.
        """
        descriptor = self._opened()
        if descriptor is None:
            return None
        with open(descriptor, "rb") as file:
            try:
                file.seek(self._starts[number])
                return entry_in(file.readline(LONGEST_LINE))
            except IndexError:  # the file was replaced by a shorter one, and read again
                return None
            except OSError as error:
                raise files.unreadable(self._path, error) from None

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """All entries with their numbers, the oldest first, as they are read.

        Raises:
            FaultError: a ``settings`` fault: the file cannot be read, or not to its end.
        """
        descriptor = self._opened()
        if descriptor is None:
            return
        with open(descriptor, "rb") as file:
            try:
                yield from self._entries_in(file)
            except OSError as error:
                raise files.unreadable(self._path, error) from None

    def _entries_in(self, file: BinaryIO) -> Iterator[tuple[int, Entry]]:
        for number, start in enumerate(self._starts):
            last = number + 1 == len(self._starts)
            size = (self._end if last else self._starts[number + 1]) - start
            # Longer lines are none of ours. Read on from where one is: to seek is to read anew.
            found = entry_in(file.read(size)) if size <= LONGEST_LINE + 1 else None
            if size > LONGEST_LINE + 1:
                file.seek(start + size)
            if found is not None:
                yield number, found

    def _opened(self) -> int | None:
        try:
            return door.open_file(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise files.unreadable(self._path, error) from None
