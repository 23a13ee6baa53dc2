"""Calls that cannot be interrupted, made interruptible: they run in a thread nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from hubmail_gui.core.cancel import Cancel

T = TypeVar("T")


def call(work: Callable[[], T], seconds: float, cancel: Cancel, grace: float = 0.0) -> T:
    """The result of ``work()``, run in a daemon thread whose answer may come too late for anyone.

    ``getaddrinfo`` and the keyring can hang for as long as they like; this returns after
    ``seconds``, ``grace`` seconds after the last moment of ``cancel``, or as soon as stopping is
    asked for, and the thread is left to end by itself.

    Raises:
        TimeoutError: it took longer than ``seconds``.
        Cancelled: stopping was asked for.
        BaseException: whatever ``work`` raised.
    """
    done = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            errors.append(error)
        done.set()

    threading.Thread(target=run, daemon=True, name="hubmail-call").start()
    cancel.add(done.set)
    try:
        done.wait(cancel.left(seconds, grace))
    finally:
        cancel.remove(done.set)
    if errors:
        raise errors[0]
    if results:
        return results[0]
    cancel.check()
    raise TimeoutError
