"""A folder that root makes or removes for another account: root alone may change the way there.

Whoever owns a folder on the way could put a link in its place at any moment, and root would give them
what is somebody else's. So root goes the way itself, from the top, each folder opened inside the one
before: what it makes then stands where nobody else can exchange it. Links are followed only where
root has put them.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from hubmail_gui.core.outcome import Fault, FaultError

assert sys.platform != "win32"

_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_PASSABLE = 0o755
_MOST_LINKS = 40  # path_resolution(7)


class _OthersError(Exception):
    """Somebody but root may change what stands on the way."""

    def __init__(self, path: str, owner: int) -> None:
        super().__init__(path)
        self.path = path
        self.owner = owner


def make_folder(path: str, account: int, group: int) -> None:
    """Make a folder of another account's, and what is missing on the way to it, which is root's.

    One that is there stays as it is. Where the way is the account's own, nothing is made: that is
    for the account to do.

    Args:
        path: absolute, without ``..``.
        account: the number of the account.
        group: the number of the folder's group.

    Raises:
        FaultError: ``settings.not_private``: it is somebody else's, or others may change the way.
        OSError: it cannot be made.
    """
    try:
        with _above(path, make=True) as (at, name):
            try:
                owner = os.stat(name, dir_fd=at, follow_symlinks=False).st_uid
            except FileNotFoundError:
                os.mkdir(name, 0o700, dir_fd=at)
                os.chown(name, account, group, dir_fd=at, follow_symlinks=False)
                return
    except _OthersError as error:
        path, owner = error.path, error.owner
    if owner != account:
        raise FaultError(Fault("settings.not_private", params={"path": path}))


def remove_folder(path: str) -> None:
    """Remove a folder in which nothing is left, if root alone may change the way to it.

    Raises:
        OSError: it cannot be removed, as where something is left in it.
    """
    try:
        with _above(path, make=False) as (at, name):
            os.rmdir(name, dir_fd=at)
    except _OthersError:
        # The account has removed it, if it may.
        return


@contextmanager
def _above(path: str, *, make: bool) -> Iterator[tuple[int, str]]:
    """The open folder that holds ``path``, and the name of ``path`` in it.

    Raises:
        _OthersError: somebody but root may change what stands on the way.
        OSError: the way ends, or cannot be gone.
    """
    names, links = _names(path), 0
    at, way = os.open("/", _FOLDER), "/"
    try:
        while True:
            _require_roots(os.fstat(at), way)
            if len(names) <= 1:
                yield at, names[0] if names else "."
                return
            name = names.popleft()
            if make:
                _make(at, name)
            there = os.path.join(way, name)
            target = _link(at, name, there)
            if target is not None:
                links += 1
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
                names.extendleft(reversed(_names(target)))
                name, there = ("/", "/") if target.startswith("/") else (".", way)
            inner = os.open(name, _FOLDER, dir_fd=at)
            os.close(at)
            at, way = inner, there
    finally:
        os.close(at)


def _names(path: str) -> deque[str]:
    return deque(one for one in path.split("/") if one)


def _require_roots(status: os.stat_result, path: str) -> None:
    # In a folder such as /tmp others may put something, but not in the place of what is root's.
    others = status.st_mode & _OTHERS_WRITE and not status.st_mode & stat.S_ISVTX
    if status.st_uid != 0 or others:
        raise _OthersError(path, status.st_uid)


def _make(at: int, name: str) -> None:
    try:
        os.mkdir(name, _PASSABLE, dir_fd=at)
    except FileExistsError:
        return
    # Whatever root's umask: the account has to get through.
    os.chmod(name, _PASSABLE, dir_fd=at)


def _link(at: int, name: str, path: str) -> str | None:
    """Where an entry leads, if it is a link; None: it is none."""
    status = os.stat(name, dir_fd=at, follow_symlinks=False)
    if not stat.S_ISLNK(status.st_mode):
        return None
    if status.st_uid != 0:
        raise _OthersError(path, status.st_uid)
    return os.readlink(name, dir_fd=at)
