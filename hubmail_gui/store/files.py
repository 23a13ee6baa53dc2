"""Files written so that a reader, or the next start after a crash, finds the old or the new one.

All of ours go through :mod:`hubmail_gui.store.door`. The calls are ``os``'s own: importing
``pathlib`` or ``tempfile`` would cost the start-up more than reading the settings does.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import door
from hubmail_gui.store.door import Folder


def unwritable(path: str, error: OSError) -> FaultError:
    """The fault of a file that cannot be written, with the system's reason."""
    return FaultError(Fault("settings.unwritable", reply=error.strerror, params={"path": path}))


def unreadable(path: str, error: OSError) -> FaultError:
    """The fault of a file that is there but cannot be read, with the system's reason."""
    return FaultError(Fault("settings.corrupt", reply=error.strerror, params={"path": path}))


def read(path: str, limit: int) -> bytes | None:
    """The content of a file of ours, at most ``limit`` + 1 bytes of it; None if there is none.

    Raises:
        FaultError: ``settings.not_a_file`` or ``settings.not_private``.
        OSError: it cannot be read.
    """
    try:
        descriptor = door.open_file(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
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
    """Make sure of the configuration folder; see :func:`hubmail_gui.store.door.make_folder`.

    Raises:
        FaultError: ``settings.unwritable``, ``settings.not_a_file`` or ``settings.not_private``.
    """
    try:
        door.make_folder(folder)
    except OSError as error:
        raise unwritable(folder, error) from None


def replace(path: str, content: bytes) -> None:
    """Put ``content`` into ``path`` in one step, readable by its owner only.

    The caller holds the lock of the folder, so the temporary file's fixed name is its own; one
    that a killed program left behind is taken away, whatever it is and may be.

    Raises:
        FaultError: ``settings.unwritable``, ``settings.not_a_file`` or ``settings.not_private``;
            then ``path`` is as it was.
    """
    parent, name = os.path.split(path)
    try:
        with Folder(parent) as folder:
            _refuse_read_only(folder, name)
            _write_new(folder, name + ".new", content)
            try:
                rename(folder, name + ".new", name)
            except OSError:
                discard(folder, name + ".new")
                raise
    except OSError as error:
        raise unwritable(path, error) from None
    sync_folder(parent)


def create(path: str, content: bytes) -> None:
    """Make a new file of ours, readable by its owner only.

    Raises:
        FaultError: ``settings.not_a_file`` or ``settings.not_private``.
        OSError: it cannot be made, or there is one already.
    """
    parent, name = os.path.split(path)
    with Folder(parent) as folder:
        _write_new(folder, name, content, leftover=False)


def remove(path: str) -> None:
    """Delete a file of ours if it is there.

    Raises:
        FaultError: ``settings.unwritable``, ``settings.not_a_file`` or ``settings.not_private``.
    """
    parent, name = os.path.split(path)
    try:
        with Folder(parent) as folder:
            discard(folder, name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(path, error) from None


def remove_folder(path: str) -> None:
    """Delete a folder in which nothing is left; one that still holds something stays."""
    with contextlib.suppress(OSError):
        os.rmdir(path)


def _refuse_read_only(folder: Folder, name: str) -> None:
    """Renaming asks for no permission of the file itself, but whoever took it away meant it."""
    status = folder.look(name)
    if status is not None and not status.st_mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)


def _write_new(folder: Folder, name: str, content: bytes, *, leftover: bool = True) -> None:
    if leftover:
        discard(folder, name)
    descriptor = folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    except OSError:
        os.close(descriptor)
        discard(folder, name)
        raise
    os.close(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of ``content``; the system may take it in parts (OSError when it cannot)."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def rename(folder: Folder, source: str, target: str, tries: int = door.TRIES) -> None:
    """Give ``source`` the name ``target``, which what bore it loses in the same instant.

    Raises:
        OSError: it could not be done, after ``tries`` attempts if it was not permitted.
    """
    old, new, at = folder.name(source), folder.name(target), folder.at
    door.patiently(lambda: os.replace(old, new, src_dir_fd=at, dst_dir_fd=at), tries)


def discard(folder: Folder, name: str, tries: int = door.TRIES) -> None:
    """Delete an entry that is no folder, if it is there; a link itself, never what it names.

    Raises:
        FaultError: ``settings.not_a_file``: it is a folder.
        OSError: it cannot be deleted.
    """
    entry = folder.name(name)
    try:
        status = os.stat(entry, dir_fd=folder.at, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            raise door.not_a_file(os.path.join(folder.path, name))
        if sys.platform == "win32" and not status.st_mode & stat.S_IWUSR:
            # There it is the file that has to permit its deletion.
            os.chmod(entry, stat.S_IWUSR | stat.S_IRUSR)
        door.patiently(lambda: os.unlink(entry, dir_fd=folder.at), tries)
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
