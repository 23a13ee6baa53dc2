"""Files that a person names, and standard input: whatever they are, read so far and no further.

Unlike our own they may be links, pipes or devices: ``<(…)`` of a shell is one, ``/dev/stdin`` is
another. So what is bounded here is how much of them is read, and how long they are waited for.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time

_BINARY = getattr(os, "O_BINARY", 0)
_FLAGS = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_PART = 1 << 16
# How long Windows waits at a stretch (seconds).
_MOMENT = 0.05

# How long a window waits for a file that a person chose in it.
AT_ONCE = 0.5


class TooLargeError(OSError):
    """There is more than was to be read."""

    def __init__(self) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG))


def read(path: str, limit: int, seconds: float) -> bytes:
    """The content of the file ``path``.

    Args:
        path: as a person named it.
        limit: in bytes.
        seconds: how long to wait for what a pipe or a terminal gives.

    Raises:
        TooLargeError: it holds more than ``limit``.
        OSError: it cannot be read; ``ETIMEDOUT``: not in time.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return read_open(descriptor, limit, seconds)
    finally:
        os.close(descriptor)


def read_ends(path: str | None, head: int, tail: int, seconds: float | None) -> bytes:
    """The first ``head`` and the last ``tail`` bytes of a log of any length; all of a short one.

    Args:
        path: as a person named it; None: standard input.
        head: in bytes.
        tail: in bytes.
        seconds: how long to wait for what a pipe or a terminal gives; None: as long as it takes.

    Raises:
        OSError: it cannot be read; ``ETIMEDOUT``: not in time.
    """
    descriptor = sys.stdin.fileno() if path is None else os.open(path, _FLAGS)
    try:
        about = os.fstat(descriptor)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if stat.S_ISREG(about.st_mode) and about.st_size > head + tail and path is not None:
            first = os.read(descriptor, head)
            os.lseek(descriptor, -tail, os.SEEK_END)
            return first + b"\n" + _ends(descriptor, 0, tail, seconds)
        return _ends(descriptor, head, tail, seconds)
    finally:
        if path is not None:
            os.close(descriptor)


def _ends(descriptor: int, head: int, tail: int, seconds: float | None) -> bytes:
    until = None if seconds is None else time.monotonic() + seconds
    first, last, skipped = b"", b"", False
    while part := _part(descriptor, until):
        taken = part[: max(0, head - len(first))]
        first, last = first + taken, last + part[len(taken) :]
        if len(last) > 2 * tail:  # cut now and then, not at every part
            last, skipped = last[-tail:], True
    skipped = skipped or len(last) > tail
    return first + (b"\n" if skipped and first else b"") + last[-tail:]


def write(path: str, content: bytes, *, new: bool = False) -> None:
    """Write a file that a person asked for where they asked for it; a new one is its owner's alone.

    Args:
        path: as they named it.
        content: all of it.
        new: none may be there yet.

    Raises:
        OSError: it cannot be written.
    """
    exists = os.O_EXCL if new else os.O_TRUNC
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | exists | _BINARY, 0o600)
    with open(descriptor, "wb") as file:
        file.write(content)


def read_open(descriptor: int, limit: int, seconds: float | None) -> bytes:
    """All that an open file still gives; None waits as long as it takes.

    Raises:
        TooLargeError: it gives more than ``limit`` bytes.
        OSError: it cannot be read; ``ETIMEDOUT``: not in time.
    """
    until = None if seconds is None else time.monotonic() + seconds
    parts: list[bytes] = []
    left = limit
    # Reading all of it in one call would not notice a Ctrl-C between two parts.
    while part := _part(descriptor, until):
        left -= len(part)
        if left < 0:
            raise TooLargeError
        parts.append(part)
    return b"".join(parts)


if sys.platform == "win32":

    def _part(descriptor: int, until: float | None) -> bytes:
        """What comes next; empty at the end."""
        if until is not None and time.monotonic() > until:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return os.read(descriptor, _PART)
        return _part_of_pipe(descriptor, until)

    def _part_of_pipe(descriptor: int, until: float | None) -> bytes:
        """What comes next from a pipe or a console.

        There it can neither be waited for with a limit, nor is whoever reads from it interrupted: so
        that is done by a thread that nobody waits for.
        """
        import threading

        found: list[bytes | OSError] = []
        ready = threading.Event()

        def read_it() -> None:
            try:
                found.append(os.read(descriptor, _PART))
            except OSError as error:
                found.append(error)
            ready.set()

        threading.Thread(target=read_it, daemon=True, name="hubmail-read").start()
        # A Ctrl-C reaches the main thread between two waits.
        while not ready.wait(_MOMENT):
            if until is not None and time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        if isinstance(found[0], OSError):
            raise found[0]
        return found[0]

else:

    def _part(descriptor: int, until: float | None) -> bytes:
        """What comes next; empty at the end."""
        while True:
            _wait(descriptor, until)
            try:
                return os.read(descriptor, _PART)
            except BlockingIOError:  # somebody else was faster
                continue

    def _wait(descriptor: int, until: float | None) -> None:
        """Wait until there is something to read, or the end, or a mistake to be told by reading."""
        import select

        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        left = None if until is None else max(0.0, until - time.monotonic()) * 1000
        # A flood is always ready: the clock is looked at all the same.
        if not poll.poll(left) or left == 0.0:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
