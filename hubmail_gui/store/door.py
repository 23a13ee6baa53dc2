"""The one door to our files, opened as ssh opens its own: no link, nothing foreign, nobody else's.

Whoever may put a file into the folder could otherwise have a program with more rights write, empty
or read what they may not: by a link, a device, a pipe that never ends, a hard link to a file that
is written in place. So the folder is opened first, and each file inside that open folder; what is
not a regular file is not even opened; and what was opened is looked at once more, because names can
change hands in between. A file or a folder counts as ours when this account or root owns it and
nobody else may write to it (sshd_config(5), StrictModes; a group of one's own, as Debian's useradd
makes it, is nobody else).

Windows has neither owners nor modes of this kind: there links, devices and folders are refused.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

from hubmail_gui.core.outcome import Fault, FaultError

T = TypeVar("T")

# Flags that one of the systems lacks do nothing there.
_BINARY = getattr(os, "O_BINARY", 0)
_SAFE = (
    _BINARY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)
# Only to be passed through: a folder that may be searched but not listed will do.
_FOLDER = (
    getattr(os, "O_PATH", os.O_RDONLY)
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Of winnt.h: a reparse point that stands for another name, as links and junctions do. Files that a
# server has deduplicated, or a cloud has taken over, are reparse points too, and files all the same.
_NAME_SURROGATE = 0x20000000
# Of winerror.h: a server or a share that does not answer, which Python takes for a missing file.
_OUT_OF_REACH = frozenset({53, 67})
# How often a file that another program holds is asked for again, every 50 ms.
TRIES = 20 if sys.platform == "win32" else 1
_TRY_SECONDS = 0.05


def not_a_file(path: str) -> FaultError:
    """The fault of a link, a device, a pipe or a folder in the place of a file, and vice versa."""
    return FaultError(Fault("settings.not_a_file", params={"path": path}))


def patiently(act: Callable[[], T], tries: int = TRIES) -> T:
    """``act()``, again and again while it is not permitted.

    Windows refuses while another program, often a virus scanner, has the file open for a moment.

    Raises:
        OSError: it could not be done; of ``PermissionError`` the one of the last of ``tries``.
    """
    for _ in range(tries - 1):
        try:
            return act()
        except PermissionError:
            threading.Event().wait(_TRY_SECONDS)
    return act()


class Folder:
    """An open folder of ours, in a ``with`` block, and what stands in it.

    Args:
        path: of the folder.

    Raises:
        FileNotFoundError: there is none.
        FaultError: ``settings.not_a_file`` or ``settings.not_private``.
        OSError: it cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        # None where the system opens no folders: then names are whole paths.
        self.at: int | None = None
        if sys.platform == "win32":
            _look_at_folder(path)
        else:
            self.at = _opened_folder(path)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.at is not None:
            os.close(self.at)

    def name(self, name: str) -> str:
        """What a call of ``os`` is given for the entry ``name``, together with :attr:`at`."""
        return name if self.at is not None else os.path.join(self.path, name)

    def look(self, name: str) -> os.stat_result | None:
        """What the entry ``name`` is, if it is a regular file of ours; None if there is none.

        Raises:
            FaultError: ``settings.not_a_file`` or ``settings.not_private``.
            OSError: it cannot be looked at.
        """
        try:
            status = os.stat(self.name(name), dir_fd=self.at, follow_symlinks=False)
        except FileNotFoundError:
            return None
        _check(status, os.path.join(self.path, name))
        return status

    def open(self, name: str, flags: int, *, alone: bool = False) -> int:
        """A descriptor of the regular file ``name``, made for its owner only where ``flags`` say so.

        Args:
            name: of the entry.
            flags: of ``os.open``.
            alone: it may have no second name, because it is written to in place.

        Raises:
            FileNotFoundError: there is none.
            FaultError: ``settings.not_a_file`` or ``settings.not_private``.
            OSError: it cannot be opened.
        """
        path = os.path.join(self.path, name)
        # Opening a device may do something already.
        if self.look(name) is None and not flags & os.O_CREAT:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        try:
            descriptor = patiently(
                lambda: os.open(self.name(name), flags | _SAFE, 0o600, dir_fd=self.at)
            )
        except OSError as error:
            # Put there after the look: a link, or a pipe that nobody reads.
            if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EISDIR}:
                raise not_a_file(path) from None
            raise
        try:
            status = os.fstat(descriptor)
            _check(status, path)
            if alone and status.st_nlink > 1:
                raise not_a_file(path)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


def open_file(path: str, flags: int, *, alone: bool = False) -> int:
    """A descriptor of the regular file ``path`` in a folder of ours; see :meth:`Folder.open`."""
    folder, name = os.path.split(path)
    with Folder(folder) as opened:
        return opened.open(name, flags, alone=alone)


def make_folder(path: str) -> None:
    """Make sure of a folder of ours, made for its owner only.

    Raises:
        FaultError: ``settings.not_a_file`` or ``settings.not_private``.
        OSError: it cannot be made.
    """
    missing = []
    way = path
    while not os.path.lexists(way) and way != os.path.dirname(way):
        missing.append(way)
        way = os.path.dirname(way)
    for one in reversed(missing):
        try:
            os.mkdir(one, 0o700)
        except FileExistsError:  # another program was faster
            continue
    with Folder(path):
        pass


def show(path: str, mode: int) -> None:
    """Let others read what root has written where it alone may write (``OSError`` if it cannot be)."""
    if sys.platform != "win32":
        os.chmod(path, mode)


def _look_at_folder(path: str) -> None:
    try:
        status = os.stat(path)
    except FileNotFoundError as error:
        if getattr(error, "winerror", None) in _OUT_OF_REACH:
            # Not that nothing has been set up yet: a redirected profile is there again later.
            raise OSError(errno.EHOSTUNREACH, error.strerror, path) from None
        raise
    if not stat.S_ISDIR(status.st_mode):
        raise not_a_file(path)


def _opened_folder(path: str) -> int:
    try:
        descriptor = os.open(path, _FOLDER)
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.EMLINK} and _is_no_folder(path):
            raise not_a_file(path) from None
        raise
    try:
        _check_private(os.fstat(descriptor), path)
        _check_above(path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _is_no_folder(path: str) -> bool:
    try:
        return not stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:  # something above it is none
        return False


def _check(status: os.stat_result, path: str) -> None:
    tag = getattr(status, "st_reparse_tag", 0)
    if not stat.S_ISREG(status.st_mode) or tag & _NAME_SURROGATE:
        raise not_a_file(path)
    _check_private(status, path)


def _check_private(status: os.stat_result, path: str) -> None:
    if sys.platform == "win32":
        return
    if status.st_uid not in {0, os.geteuid()}:
        _not_private(path)
    others = status.st_mode & _OTHERS_WRITE
    if others & stat.S_IWOTH or (others and not _own_group(status.st_gid)):
        _not_private(path)


def _not_private(path: str) -> NoReturn:
    raise FaultError(Fault("settings.not_private", params={"path": path}))


def _own_group(number: int) -> bool:
    """Whether a group holds this account alone."""
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    try:
        account, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    names = {account.pw_name}
    return number == account.pw_gid and group.gr_name in names and set(group.gr_mem) <= names


def _check_above(path: str) -> None:
    """Refuse a folder that any account could put another in the place of."""
    way = os.path.dirname(os.path.realpath(path))
    while True:
        mode = os.stat(way).st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            _not_private(way)
        if way == os.path.dirname(way):
            return
        way = os.path.dirname(way)
