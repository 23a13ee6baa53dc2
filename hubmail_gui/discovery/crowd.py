"""Several pieces of work at once, whose results are taken one after the other in one thread."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import TypeVar

from hubmail_gui.core.cancel import Cancel, Cancelled

T = TypeVar("T")


class Crowd(AbstractContextManager["Crowd"]):
    """Runs each piece of work in a thread of its own until all are done or the time is up.

    Work that is still under way when the block ends is cancelled and not waited for.

    Args:
        cancel: the person's wish to stop.
        seconds: for all of it.

    Attributes:
        cancel: for the work to obey.
        deadline: by ``clock``.
    """

    def __init__(
        self, cancel: Cancel, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._outer = cancel
        self._clock = clock
        self._done: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._running = 0
        self.cancel = Cancel()
        self.deadline = clock() + seconds

    def __enter__(self) -> Crowd:
        """Start listening for Cancel."""
        self._outer.add(self._stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End what is still under way."""
        self._outer.remove(self._stop)
        self.cancel.request()

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return max(0.0, self.deadline - self._clock())

    def start(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Begin ``work``; its result goes to ``then``, in the thread that :meth:`run` is called in.

        ``then`` may start more. Work that fails must say so by its result: any exception but
        Cancelled is raised by :meth:`run`.
        """

        def run() -> None:
            try:
                result = work()
            except Cancelled:
                return
            except BaseException as error:  # noqa: BLE001 - carried over to the waiting thread
                failure = error

                def fail() -> None:
                    raise failure

                self._done.put(fail)
            else:
                self._done.put(lambda: then(result))

        self._running += 1
        threading.Thread(target=run, daemon=True, name="hubmail-look").start()

    def run(self) -> None:
        """Take results until nothing is under way any more, or the time is up.

        Raises:
            Cancelled: stopping was asked for.
        """
        while self._running and self.left > 0:
            with suppress(queue.Empty):
                done = self._done.get(timeout=self.left)
                self._outer.check()
                self._running -= 1
                done()
        self._outer.check()

    def _stop(self) -> None:
        self.cancel.request()
        self._done.put(lambda: None)
