"""Cancelling, so that it takes effect at once wherever the work is waiting, and the last moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Cancelled(Exception):  # noqa: N818 - it is no error
    """The person gave up; raised inside the work, never shown."""


class Cancel:
    """A request to stop that also wakes whatever the work is waiting on.

    A wait that needs more than this object's own event (a ``select``, say) registers a wake-up
    with :meth:`add` for as long as it waits.

    Args:
        until: the moment of ``time.monotonic`` after which nothing more is waited for, whatever
            limit of its own a wait has; None sets none.
    """

    def __init__(self, until: float | None = None) -> None:
        self._until = until
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    def request(self) -> None:
        """Ask the work to stop; from any thread, any number of times."""
        with self._lock:
            self._event.set()
            wakers = list(self._wakers)
        for wake in wakers:
            wake()

    @property
    def requested(self) -> bool:
        """Whether :meth:`request` was called."""
        return self._event.is_set()

    def pause(self, seconds: float) -> None:
        """Let ``seconds`` go by; stopping ends them at once.

        Raises:
            Cancelled: stopping was asked for.
        """
        self._event.wait(seconds)
        self.check()

    def check(self) -> None:
        """Raise :class:`Cancelled` if stopping was asked for."""
        if self._event.is_set():
            raise Cancelled

    def left(self, seconds: float, grace: float = 0.0) -> float:
        """How much of the ``seconds`` that a wait may take is left to it, never less than nothing.

        Args:
            seconds: the wait's own limit.
            grace: seconds after the last moment that it may still use.
        """
        if self._until is None:
            return seconds
        return max(0.0, min(seconds, self._until + grace - time.monotonic()))

    def add(self, wake: Callable[[], None]) -> None:
        """Have ``wake`` called on request; at once if it was requested already."""
        with self._lock:
            self._wakers.append(wake)
            late = self._event.is_set()
        if late:
            wake()

    def remove(self, wake: Callable[[], None]) -> None:
        """Forget a wake-up that :meth:`add` was given."""
        with self._lock:
            self._wakers.remove(wake)
