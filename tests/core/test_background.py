"""A call in a thread of its own leaves nothing behind that could hold up or disturb the program."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from hubmail_gui.core.background import call
from hubmail_gui.core.cancel import Cancel

PATIENCE = 60.0


class Counting(Cancel):
    """Knows who would be woken."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def add(self, wake: Callable[[], None]) -> None:
        self.waiting.append(wake)
        super().add(wake)

    def remove(self, wake: Callable[[], None]) -> None:
        self.waiting.remove(wake)
        super().remove(wake)


def test_a_call_that_hangs_does_not_keep_the_program_from_ending() -> None:
    thread = call(threading.current_thread, PATIENCE, Cancel())
    assert thread is not threading.current_thread()
    assert thread.daemon


def test_a_dump_of_all_threads_shows_whose_it_is() -> None:
    assert call(threading.current_thread, PATIENCE, Cancel()).name == "hubmail-call"


def test_nobody_is_woken_after_the_call() -> None:
    cancel = Counting()
    assert call(lambda: len(cancel.waiting), PATIENCE, cancel) in (0, 1)
    assert cancel.waiting == []


def test_after_the_last_moment_only_the_grace_is_left() -> None:
    def work() -> str:
        threading.Event().wait(0.05)
        return "late"

    cancel = Cancel(time.monotonic() - 1.0)
    assert call(work, PATIENCE, cancel, grace=PATIENCE) == "late"


def test_without_grace_the_last_moment_is_the_last() -> None:
    # The answer would come soon after it.
    late = threading.Event()
    with pytest.raises(TimeoutError):
        call(lambda: late.wait(0.3), PATIENCE, Cancel(time.monotonic()))
    late.set()
