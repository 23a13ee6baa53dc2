"""Ctrl-C, and the closing of the console's window, while a command has something to finish."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel

# Of wincon.h; closing the window, logging off and shutting down differ in nothing for us.
CTRL_C_EVENT, CTRL_BREAK_EVENT = 0, 1
# Windows ends a process five seconds after its window was closed, or as soon as the handler returns.
CLOSING_SECONDS = 4.5


@contextmanager
def cancelling(cancel: Cancel) -> Iterator[None]:
    """Have Ctrl-C ask ``cancel`` to stop while the block runs; the second one interrupts it.

    On Windows so do Ctrl-Break and the closing of the console's window, after which the block has
    ``CLOSING_SECONDS`` to come to its end and to write down what has become of it.
    """
    if sys.platform == "win32":
        with _console(cancel):
            yield
    else:
        with _signals(cancel):
            yield


@contextmanager
def _signals(cancel: Cancel) -> Iterator[None]:
    def stop(_number: int, _frame: object) -> None:
        # This interrupts the main thread anywhere, perhaps where it holds the very lock that the
        # request needs: another thread can wait for it.
        threading.Thread(target=cancel.request, daemon=True).start()
        # Whoever presses it again does not want to wait.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


if sys.platform == "win32":

    @contextmanager
    def _console(cancel: Cancel) -> Iterator[None]:
        # No signal: Python hears of one when its main thread returns from what it waits for, and
        # nothing on Windows wakes that. The console calls its handlers in a thread of their own.
        import ctypes
        import threading
        from ctypes import wintypes

        ended = threading.Event()

        def handle(event: int) -> bool:
            again = cancel.requested
            cancel.request()
            if event in (CTRL_C_EVENT, CTRL_BREAK_EVENT):
                return not again  # not handled: Python's own handler interrupts
            ended.wait(CLOSING_SECONDS)
            return True

        handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(handle)
        kernel = ctypes.windll.kernel32
        kernel.SetConsoleCtrlHandler(handler, True)
        try:
            yield
        finally:
            ended.set()
            kernel.SetConsoleCtrlHandler(handler, False)
