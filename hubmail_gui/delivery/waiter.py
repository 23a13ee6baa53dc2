"""Waiting for sockets, cut short by the person's wish to stop or by a limit."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from types import TracebackType

from hubmail_gui.core.cancel import Cancel

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE


class Waiter(AbstractContextManager["Waiter"]):
    """One selector for the test's sockets and a wake-up pair that Cancel writes to.

    Waiting on both needs no polling: a request to stop ends the wait at once.
    """

    def __init__(self, cancel: Cancel, clock: Callable[[], float] = time.monotonic) -> None:
        self.cancel = cancel
        self.clock = clock
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()

    def __enter__(self) -> Waiter:
        """Start listening for Cancel."""
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._selector.register(self._bell, READ)
        self.cancel.add(self._ring)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening for Cancel."""
        self.cancel.remove(self._ring)
        self._selector.close()
        self._bell.close()
        self._rope.close()

    def wait(self, wanted: Mapping[socket.socket, int], until: float) -> list[socket.socket]:
        """The sockets that are ready, at least one.

        Args:
            wanted: READ or WRITE for each socket; may be empty, to wait for the time alone.
            until: by ``clock``.

        Raises:
            Cancelled: stopping was asked for.
            TimeoutError: it is past ``until``.
        """
        for sock, events in wanted.items():
            self._selector.register(sock, events)
        try:
            while True:
                self.cancel.check()
                remaining = until - self.clock()
                if remaining <= 0:
                    raise TimeoutError
                events_seen = self._selector.select(remaining)
                self.cancel.check()
                ready = [key.fileobj for key, _mask in events_seen if key.fileobj is not self._bell]
                if ready:
                    return [sock for sock in wanted if sock in ready]
        finally:
            for sock in wanted:
                self._selector.unregister(sock)

    def _ring(self) -> None:
        with suppress(OSError):  # it has rung already, or nobody waits any more
            self._rope.send(b"\0")
