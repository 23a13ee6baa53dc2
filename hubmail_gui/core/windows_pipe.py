"""A named pipe of Windows for two processes of one machine, of which the other end is one account's.

Imported on Windows only. What goes through is a message in each direction: its length in four bytes,
then its bytes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import time
from typing import Any, Self

from hubmail_gui.core.cancel import Cancel

assert sys.platform == "win32"

import _winapi  # noqa: E402 - there is none elsewhere

# Of winbase.h and winnt.h. The first instance: nobody else has made a pipe of this name before.
_DUPLEX, _OVERLAPPED, _FIRST_INSTANCE = 0x3, 0x40000000, 0x80000
_REJECT_REMOTE_CLIENTS = 0x8
_SECURITY = 0x100000  # SECURITY_SQOS_PRESENT: with no more, whoever listens may only identify us
_IDENTIFICATION = 0x10000
_READ_WRITE, _OPEN_EXISTING = 0xC0000000, 3
_WAIT_MILLISECONDS = 50
_PART = 1 << 16
_LONGEST = 1 << 26
_SDDL_REVISION_1 = 1


class _Attributes(ctypes.Structure):
    """SECURITY_ATTRIBUTES of minwinbase.h."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("descriptor", ctypes.c_void_p),
        ("inherit", ctypes.c_long),
    )


class Pipe:
    """One end of a pipe, in a ``with`` block.

    Args:
        handle: of the open pipe.
        cancel: ends every wait.
        seconds: how long all of it may take.
    """

    def __init__(self, handle: int, cancel: Cancel, seconds: float) -> None:
        self._handle = handle
        self._cancel = cancel
        self._until = time.monotonic() + cancel.left(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        _winapi.CloseHandle(self._handle)

    def wait_for_other_end(self) -> None:
        """Wait until somebody has opened the pipe.

        Raises:
            TimeoutError: nobody did.
            Cancelled: stopping was asked for.
            OSError: it broke.
        """
        self._finish(_winapi.ConnectNamedPipe(self._handle, overlapped=True))

    def send(self, content: bytes) -> None:
        """Send one message (raises what :meth:`wait_for_other_end` does)."""
        rest = len(content).to_bytes(4, "little") + content
        while rest:
            operation, _error = _winapi.WriteFile(self._handle, rest[:_PART], overlapped=True)
            rest = rest[self._finish(operation) :]

    def receive(self) -> bytes:
        """One message (raises what :meth:`wait_for_other_end` does)."""
        size = int.from_bytes(self._exactly(4), "little")
        if size > _LONGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            operation, _error = _winapi.ReadFile(self._handle, min(size, _PART), overlapped=True)
            self._finish(operation)
            parts.append(bytes(operation.getbuffer() or b""))
            size -= len(parts[-1])
        return b"".join(parts)

    def _finish(self, operation: Any) -> int:  # noqa: ANN401 - _winapi.Overlapped has no types
        """Wait for an operation that was begun; how many bytes it has moved."""
        while _winapi.WaitForSingleObject(operation.event, _WAIT_MILLISECONDS):
            if self._cancel.requested or time.monotonic() > self._until:
                operation.cancel()
                self._cancel.check()
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        moved, _error = operation.GetOverlappedResult(True)
        return int(moved)


def listen(name: str, sid: str, cancel: Cancel, seconds: float) -> Pipe:
    r"""Make the pipe ``\\.\pipe\NAME``, which the account with this SID alone may open.

    Raises:
        OSError: it cannot be made.
    """
    descriptor = _descriptor(sid)
    attributes = _Attributes(ctypes.sizeof(_Attributes), descriptor, 0)
    try:
        handle = _winapi.CreateNamedPipe(
            _path(name), _DUPLEX | _OVERLAPPED | _FIRST_INSTANCE, _REJECT_REMOTE_CLIENTS,
            1, _PART, _PART, 0, ctypes.addressof(attributes),
        )  # fmt: skip
    finally:
        # The pipe has a copy of its own.
        ctypes.windll.kernel32.LocalFree(descriptor)
    return Pipe(handle, cancel, seconds)


def connect(name: str, cancel: Cancel, seconds: float) -> Pipe:
    r"""Open the pipe ``\\.\pipe\NAME``.

    Raises:
        OSError: there is none, or it is not for this account.
    """
    flags = _OVERLAPPED | _SECURITY | _IDENTIFICATION
    handle = _winapi.CreateFile(_path(name), _READ_WRITE, 0, 0, _OPEN_EXISTING, flags, 0)
    return Pipe(handle, cancel, seconds)


def sid_of(account: str) -> str | None:
    """The SID of an account in the form of SDDL; None where Windows knows no such account."""
    advapi = ctypes.windll.advapi32
    size, length, kind = ctypes.c_ulong(256), ctypes.c_ulong(256), ctypes.c_ulong()
    sid, domain = ctypes.create_string_buffer(256), ctypes.create_unicode_buffer(256)
    if not advapi.LookupAccountNameW(
        None, account, sid, ctypes.byref(size), domain, ctypes.byref(length), ctypes.byref(kind)
    ):
        return None
    text = ctypes.c_wchar_p()
    if not advapi.ConvertSidToStringSidW(sid, ctypes.byref(text)):
        return None
    found = text.value
    ctypes.windll.kernel32.LocalFree(text)
    return found


def _path(name: str) -> str:
    return rf"\\.\pipe\{name}"


def _descriptor(sid: str) -> ctypes.c_void_p:
    """A security descriptor, for LocalFree: that account may read and write, nobody else anything.

    Raises:
        OSError: there is none for this SID.
    """
    made = ctypes.c_void_p()
    if not ctypes.windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        # "P": nothing is inherited.
        f"D:P(A;;GRGW;;;{sid})",
        _SDDL_REVISION_1,
        ctypes.byref(made),
        None,
    ):
        raise ctypes.WinError()
    return made
