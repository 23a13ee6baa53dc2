"""Cancelling, and calls that cannot be interrupted made interruptible."""

from __future__ import annotations

import threading
import time

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


class TestLastMoment:
    """What is left to a wait, with a last moment for all of them (``--timeout``)."""

    def test_without_one_each_wait_has_its_own_limit(self) -> None:
        assert Cancel().left(7.0) == 7.0

    def test_one_far_away_changes_nothing(self) -> None:
        assert Cancel(time.monotonic() + PATIENCE).left(7.0) == 7.0

    def test_one_that_is_near_ends_a_longer_wait(self) -> None:
        left = Cancel(time.monotonic() + PATIENCE).left(7000.0)
        assert 0.0 < left <= PATIENCE

    def test_one_that_is_over_leaves_nothing(self) -> None:
        cancel = Cancel(time.monotonic() - PATIENCE)
        assert cancel.left(7.0) == 0.0
        # Unless something is given a little more, such as saying goodbye.
        assert cancel.left(7.0, grace=PATIENCE + 1000.0) == 7.0


class TestPause:
    def test_it_is_over_when_its_time_is(self) -> None:
        Cancel().pause(0.0)

    def test_stopping_ends_it(self) -> None:
        cancel = Cancel()
        threading.Thread(target=cancel.request).start()
        with pytest.raises(Cancelled):
            cancel.pause(PATIENCE)


def test_a_waker_may_leave_and_come_while_it_is_woken() -> None:
    cancel, woken = Cancel(), list[str]()

    def wake() -> None:
        # It would hang if the lock were still held.
        cancel.remove(wake)
        cancel.add(lambda: woken.append("late"))
        woken.append("first")

    cancel.add(wake)
    cancel.request()
    assert woken == ["late", "first"]
