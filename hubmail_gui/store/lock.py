"""One writer at a time: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Self

from hubmail_gui.core import system
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import door, files

# Another may have to wait for its keyring and its disk meanwhile, on a machine that is busy.
WAIT_SECONDS = 5.0
_RETRY_SECONDS = 0.05

# Other processes cannot read bytes locked on Windows: lock one far behind the holder's name.
_PLACE = 1 << 20


def try_lock_windows(descriptor: int) -> bool:
    """Lock an open file on Windows unless another opening of it is locked; whether it is now."""
    import msvcrt

    os.lseek(descriptor, _PLACE, os.SEEK_SET)
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def try_lock_unix(descriptor: int) -> bool:
    """Lock an open file on Unix unless another opening of it is locked; whether it is now."""
    import fcntl

    # flock belongs to this opening of the file, so two threads exclude each other as well.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[attr-defined,unused-ignore]
    except BlockingIOError:
        return False
    return True


_try_lock = try_lock_windows if sys.platform == "win32" else try_lock_unix


class Lock:
    """Excludes every other writer for the length of a ``with`` block.

    Args:
        path: of the lock file, created when missing and never deleted: deleting it would let two
            writers hold two files of one name.
        cancel: ends the waiting.
        seconds: how long to wait for another writer.

    Raises:
        FaultError: ``settings.locked`` (with ``pid`` and ``username`` of the holder where known),
            ``settings.unwritable`` where no lock file can be made, ``settings.not_a_file`` or
            ``settings.not_private`` where something else stands there.
        Cancelled: stopping was asked for.
    """

    def __init__(self, path: str, cancel: Cancel, seconds: float = WAIT_SECONDS) -> None:
        self._path = path
        self._cancel = cancel
        self._seconds = seconds
        self._descriptor = -1

    def __enter__(self) -> Self:
        files.make_folder(os.path.dirname(self._path))
        try:
            # Written to in place: a second name of the file would be written to as well.
            descriptor = door.open_file(self._path, os.O_RDWR | os.O_CREAT, alone=True)
            try:
                self._wait(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
        except OSError as error:
            raise files.unwritable(self._path, error) from None
        self._descriptor = descriptor
        return self

    def __exit__(self, *_exception: object) -> None:
        os.close(self._descriptor)

    def _wait(self, descriptor: int) -> None:
        # The systems know no lock with a time limit, so it is asked for again and again.
        deadline = time.monotonic() + self._cancel.left(self._seconds)
        woken = threading.Event()
        self._cancel.add(woken.set)
        try:
            while not _try_lock(descriptor):
                self._cancel.check()
                if time.monotonic() >= deadline:
                    raise FaultError(_locked(self._path, descriptor))
                woken.wait(_RETRY_SECONDS)
        finally:
            self._cancel.remove(woken.set)
        _sign(descriptor)


def _sign(descriptor: int) -> None:
    """Note who holds the lock, for whoever waits for it in vain."""
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    files.write_all(descriptor, f"{os.getpid()} {system.login()}\n".encode())


def _locked(path: str, descriptor: int) -> Fault:
    os.lseek(descriptor, 0, os.SEEK_SET)
    pid, _, login = os.read(descriptor, 200).decode("utf-8", "replace").strip().partition(" ")
    holder = {"pid": pid, "username": login} if pid.isdecimal() else {}
    return Fault("settings.locked", temporary=True, params={"path": path, **holder})
