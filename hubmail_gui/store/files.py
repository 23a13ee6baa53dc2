"""Files written so that a reader, or the next start after a crash, finds the old or the new one.

The calls are ``os``'s own: importing ``pathlib`` or ``tempfile`` would cost the start-up more than
reading the settings does.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading

from hubmail_gui.core.outcome import Fault, FaultError

# Flags that one of the systems lacks do nothing there.
_BINARY = getattr(os, "O_BINARY", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_TRIES = 20 if sys.platform == "win32" else 1
_TRY_SECONDS = 0.05


def unwritable(path: str, error: OSError) -> FaultError:
    """The fault of a file that cannot be written, with the system's reason."""
    return FaultError(Fault("settings.unwritable", reply=error.strerror, params={"path": path}))


def unreadable(path: str, error: OSError) -> FaultError:
    """The fault of a file that is there but cannot be read, with the system's reason."""
    return FaultError(Fault("settings.corrupt", reply=error.strerror, params={"path": path}))


def read(path: str, limit: int) -> bytes | None:
    """The content of a regular file, at most ``limit`` + 1 bytes of it; None if there is none.

    Raises:
        OSError: it cannot be read, or it is a folder, a device or a pipe.
    """
    try:
        # Opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | _BINARY | _NONBLOCK)
    except FileNotFoundError:
        return None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            raise OSError(number, os.strerror(number), path)
        return _read_all(descriptor, limit + 1)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, limit: int) -> bytes:
    parts = []
    while limit > 0 and (part := os.read(descriptor, min(limit, 1 << 16))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def make_folder(folder: str) -> None:
    """Create the configuration folder, for its owner only; one that exists is left as it is.

    Raises:
        FaultError: ``settings.unwritable``.
    """
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None


def replace(path: str, content: bytes) -> None:
    """Put ``content`` into ``path`` in one step, readable by its owner only.

    The caller holds the lock of the folder, so the temporary file's fixed name is its own; one
    that a killed program left behind is overwritten. A symbolic link stays, its target changes.

    Raises:
        FaultError: ``settings.unwritable``; then ``path`` is as it was.
    """
    target = os.path.realpath(path)
    temporary = target + ".new"
    try:
        _refuse_read_only(target)
        _write_new(temporary, content)
        try:
            rename(temporary, target)
        except OSError:
            discard(temporary)
            raise
    except OSError as error:
        raise unwritable(path, error) from None
    sync_folder(os.path.dirname(target))


def _refuse_read_only(target: str) -> None:
    """Renaming asks for no permission of the file itself, but whoever took it away meant it."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return
    if not mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)


def _write_new(path: str, content: bytes) -> None:
    discard(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    except OSError:
        os.close(descriptor)
        discard(path)
        raise
    os.close(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of ``content``; the system may take it in parts (OSError when it cannot)."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def rename(source: str, target: str, tries: int = _TRIES) -> None:
    """Give ``source`` the name ``target``, which what bore it loses in the same instant.

    Windows refuses while another program, often a virus scanner, has the file open for a moment.

    Raises:
        OSError: it could not be done, after ``tries`` attempts if it was not permitted.
    """
    for _ in range(tries - 1):
        try:
            os.replace(source, target)
        except PermissionError:
            threading.Event().wait(_TRY_SECONDS)
        else:
            return
    os.replace(source, target)


def discard(path: str) -> None:
    """Delete a file if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def sync_folder(folder: str) -> None:
    """Make a new or renamed entry of ``folder`` survive a power cut, where the system can."""
    try:
        descriptor = os.open(folder or ".", os.O_RDONLY)
    except OSError:  # Windows opens no folder, and needs none of this
        return
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems cannot; the renaming itself is done
        pass
    finally:
        os.close(descriptor)
