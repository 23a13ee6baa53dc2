"""A network of its own for one test: loopback only, with its own name server and port numbers.

Linux gives a thread its own network and its own view of the file system; threads and processes
that it starts share them. Whatever a program asks of the system's resolver is so asked of the
test's name server, and the mail server can stand at 587.
"""

from __future__ import annotations

import ctypes
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import pytest

_NEW_MOUNTS = 0x00020000
_NEW_NETWORK = 0x40000000
_PATIENCE = 120.0

T = TypeVar("T")

# What the file system has to say there; the rest of /etc stays as it is.
_SET_UP = """
set -e
mount --make-rprivate /
mount --bind "$1/resolv.conf" /etc/resolv.conf
mount --bind "$1/hosts" /etc/hosts
[ ! -e /etc/ssl/certs ] || [ ! -d "$1/trusted" ] || mount --bind "$1/trusted" /etc/ssl/certs
ip link set lo up
"""


def require() -> None:
    """Skip a test where no network of its own can be had."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can make a network of its own")


class Island(AbstractContextManager["Island"]):
    """Runs work in a thread with a network of its own.

    Args:
        folder: for the files that it shows in place of the system's own.
        resolver: the content of ``/etc/resolv.conf``.
        trusted: PEM text of authorities that the system trusts there, instead of its own.
    """

    def __init__(
        self, folder: Path, resolver: str = "nameserver 127.0.0.1\n", trusted: str | None = None
    ) -> None:
        require()
        self._folder = folder
        (folder / "resolv.conf").write_text(resolver)
        (folder / "hosts").write_text("127.0.0.1 localhost\n")
        if trusted is not None:
            certificates = folder / "trusted"
            certificates.mkdir()
            (certificates / "own.pem").write_text(trusted)
            (certificates / "ca-certificates.crt").write_text(trusted)
            subprocess.run(["openssl", "rehash", certificates], check=True)
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Island:
        self._thread.start()
        wrong = self._ready.get(timeout=_PATIENCE)
        if wrong is not None:
            raise wrong
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._work.put(None)
        self._thread.join(_PATIENCE)

    def run(self, work: Callable[[], T]) -> T:
        """The result of ``work``, done there."""
        results: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

        def do() -> None:
            try:
                results.put(work())
            except BaseException as error:  # noqa: BLE001 - carried to the test's thread
                results.put(error)

        self._work.put(do)
        result = results.get(timeout=_PATIENCE)
        if isinstance(result, BaseException):
            raise result
        return result

    def _live(self) -> None:
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(_NEW_NETWORK | _NEW_MOUNTS) != 0:
                pytest.skip("this kernel gives no network of its own")
            subprocess.run(["sh", "-c", _SET_UP, "sh", str(self._folder)], check=True)
        except BaseException as error:  # noqa: BLE001 - carried to the test's thread
            self._ready.put(error)
            return
        self._ready.put(None)
        while (work := self._work.get()) is not None:
            work()
