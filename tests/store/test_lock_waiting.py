"""Waiting for another writer: for so long, no longer than the command may, and until it is called off."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubmail_gui.core import system
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store import lock
from hubmail_gui.store.lock import Lock
from tests.store.documents import refused

# Nothing here takes as long; a test that waits for all of it has failed.
FOR_EVER = 60.0


class Noting(Cancel):
    """Knows whether it is being waited with."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.added = 0

    def add(self, wake: Callable[[], None]) -> None:
        super().add(wake)
        self.added += 1

    def check(self) -> None:
        # Looked at after each try that was in vain.
        super().check()
        self.waiting.set()

    def remove(self, wake: Callable[[], None]) -> None:
        super().remove(wake)
        self.added -= 1


class Waiter:
    """Somebody who takes the lock in a thread of their own."""

    def __init__(self, path: str) -> None:
        self.cancel = Noting()
        self.ended: list[str] = []
        self._path = path
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()
        assert self.cancel.waiting.wait(FOR_EVER)

    def _take(self) -> None:
        try:
            with Lock(self._path, self.cancel, FOR_EVER):
                self.ended.append("taken")
        except (Cancelled, FaultError) as error:
            self.ended.append(type(error).__name__)

    def outcome(self) -> list[str]:
        """What became of it, which is known soon."""
        self._thread.join(FOR_EVER / 3)
        return self.ended


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "hubmail" / "settings.lock")


@pytest.fixture
def held(path: str) -> Iterator[Lock]:
    """The lock, which another holds."""
    with Lock(path, Cancel()) as holder:
        yield holder


def test_the_second_gets_it_after_the_first(path: str) -> None:
    with Lock(path, Cancel()):
        waiter = Waiter(path)
        assert waiter.ended == []
    assert waiter.outcome() == ["taken"]


def test_whoever_gives_up_is_not_kept_until_the_next_try(
    path: str, held: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_RETRY_SECONDS", FOR_EVER)
    waiter = Waiter(path)
    waiter.cancel.request()
    assert waiter.outcome() == ["Cancelled"]


def test_whoever_waited_is_woken_no_more(path: str) -> None:
    with Lock(path, Cancel()):
        waiter = Waiter(path)
        waiter.cancel.request()
        waiter.outcome()
    assert waiter.cancel.added == 0
    cancel = Noting()
    with Lock(path, cancel):
        assert cancel.added == 0


def test_a_command_whose_time_is_up_does_not_wait(path: str, held: Lock) -> None:
    began = time.monotonic()
    with refused("settings.locked") as faults, Lock(path, Cancel(until=began), FOR_EVER):
        pass
    assert time.monotonic() - began < FOR_EVER / 3
    assert faults[0].temporary


def test_a_free_lock_is_had_even_then(path: str) -> None:
    with Lock(path, Cancel(until=time.monotonic()), 0):
        pass


@pytest.mark.parametrize(
    ("written", "holder"),
    [
        (b"4711 claire\n", {"pid": "4711", "username": "claire"}),
        (b"4711 ACME\\Zo\xc3\xa9 Smith\n", {"pid": "4711", "username": "ACME\\Zoé Smith"}),
        (b"4711 Zo\xe9\n", {"pid": "4711", "username": "Zo\ufffd"}),
        (b"x claire\n", {}),
        (b"", {}),
    ],
    ids=["login", "of a domain", "not UTF-8", "no number", "not signed yet"],
)
def test_the_fault_says_who_holds_it(
    path: str, held: Lock, written: bytes, holder: dict[str, str]
) -> None:
    Path(path).write_bytes(written)
    with refused("settings.locked") as faults, Lock(path, Cancel(), 0):
        pass
    assert faults[0].params == {"path": path, **holder}


def test_the_holder_signs_over_the_one_before(path: str) -> None:
    Path(path).parent.mkdir()
    Path(path).write_bytes(b"4711 " + b"x" * 300 + b"\n")
    with Lock(path, Cancel()):
        signed = Path(path).read_text("utf-8")
    assert signed == f"{os.getpid()} {system.login()}\n"
    assert Path(path).exists(), "never deleted"


def test_what_cannot_be_had_leaves_no_file_open(path: str, held: Lock) -> None:
    before = os.dup(0)
    os.close(before)
    with refused("settings.locked"), Lock(path, Cancel(), 0):
        pass
    after = os.dup(0)
    os.close(after)
    assert after == before
