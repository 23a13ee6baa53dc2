"""Cancelling, and calls that cannot be interrupted made interruptible."""

from __future__ import annotations

import threading

import pytest

from hubmail_gui.core.background import call
from hubmail_gui.core.cancel import Cancel, Cancelled

# Nothing here lasts this long: only a test that fails runs into it.
PATIENCE = 60.0


def test_a_request_wakes_whoever_waits() -> None:
    cancel, woken = Cancel(), threading.Event()
    cancel.add(woken.set)
    cancel.check()
    cancel.request()
    cancel.request()
    assert woken.is_set()
    assert cancel.requested
    with pytest.raises(Cancelled):
        cancel.check()


def test_nothing_is_requested_at_first() -> None:
    assert not Cancel().requested


def test_whoever_comes_late_is_woken_at_once() -> None:
    cancel, woken = Cancel(), threading.Event()
    cancel.request()
    cancel.add(woken.set)
    assert woken.is_set()


def test_whoever_has_left_is_not_woken() -> None:
    cancel, woken = Cancel(), threading.Event()
    cancel.add(woken.set)
    cancel.remove(woken.set)
    cancel.request()
    assert not woken.is_set()


def test_a_call_gives_its_result() -> None:
    assert call(lambda: 7, PATIENCE, Cancel()) == 7


def test_a_call_that_returns_nothing() -> None:
    assert call(lambda: None, PATIENCE, Cancel()) is None


def test_what_a_call_raises_comes_to_the_caller() -> None:
    def work() -> None:
        raise KeyError("unexpected")

    with pytest.raises(KeyError, match="unexpected"):
        call(work, PATIENCE, Cancel())


def test_a_call_that_hangs_ends_with_the_time_or_the_request() -> None:
    cancel, hanging = Cancel(), threading.Event()
    with pytest.raises(TimeoutError):
        call(lambda: hanging.wait(PATIENCE), 0.01, cancel)
    started = threading.Event()

    def work() -> None:
        started.set()
        hanging.wait(PATIENCE)

    def request() -> None:
        started.wait(PATIENCE)
        cancel.request()

    threading.Thread(target=request).start()
    with pytest.raises(Cancelled):
        call(work, PATIENCE, cancel)
    hanging.set()


def test_a_call_that_was_cancelled_before() -> None:
    cancel, hanging = Cancel(), threading.Event()
    cancel.request()
    with pytest.raises(Cancelled):
        call(lambda: hanging.wait(PATIENCE), PATIENCE, cancel)
    hanging.set()
