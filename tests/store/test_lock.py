"""One writer at a time, and none for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubmail_gui.core import system
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store import lock
from hubmail_gui.store.lock import Lock
from tests.store.documents import refused

HOLD = """
import sys
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store import lock
from hubmail_gui.store.lock import Lock
with Lock(sys.argv[1], Cancel()):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "hubmail" / "settings.lock")


@pytest.fixture
def holder(path: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_holder_is_named(path: str, holder: subprocess.Popen[str]) -> None:
    with refused("settings.locked") as faults, Lock(path, Cancel(), seconds=0.1):
        pass
    assert faults[0].temporary
    assert faults[0].params == {
        "path": path,
        "pid": str(holder.pid),
        "username": system.account().login,
    }


def test_a_killed_holder_holds_nothing(path: str, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with Lock(path, Cancel(), seconds=0):
        pass


def test_two_threads_exclude_each_other(path: str) -> None:
    with Lock(path, Cancel()), refused("settings.locked"), Lock(path, Cancel(), seconds=0):
        pass


def test_the_lock_is_free_after_a_failure(path: str) -> None:
    with pytest.raises(ZeroDivisionError), Lock(path, Cancel()):
        raise ZeroDivisionError
    with Lock(path, Cancel(), seconds=0):
        pass


def test_a_lock_file_of_another_make_names_nobody(path: str) -> None:
    with Lock(path, Cancel()):
        Path(path).write_bytes(b"\xff garbage")
        with refused("settings.locked") as faults, Lock(path, Cancel(), seconds=0):
            pass
    assert faults[0].params == {"path": path}


def test_no_lock_without_a_folder_to_put_it_in(tmp_path: Path) -> None:
    (tmp_path / "hubmail").write_text("a file")
    with refused("settings.not_a_file"), Lock(str(tmp_path / "hubmail" / "a.lock"), Cancel()):
        pass


def test_no_lock_where_nothing_may_be_written(unprivileged: Path) -> None:
    unprivileged.chmod(0o500)
    with refused("settings.unwritable") as faults, Lock(str(unprivileged / "a.lock"), Cancel()):
        pass
    assert faults[0].reply == "Permission denied"
    assert faults[0].params == {"path": str(unprivileged / "a.lock")}


def test_a_lock_file_with_a_second_name_is_not_written_to(path: str, tmp_path: Path) -> None:
    other = tmp_path / "of somebody else"
    other.write_bytes(b"to stay as it is")
    Path(path).parent.mkdir()
    Path(path).hardlink_to(other)
    with refused("settings.not_a_file"), Lock(path, Cancel()):
        pass
    assert other.read_bytes() == b"to stay as it is"


class TestWindows:
    """The same with the calls of Windows, over the locks of the system at hand."""

    @pytest.fixture
    def calls(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
        """The places, and how many bytes there, that were asked for."""
        asked: list[tuple[int, int]] = []

        def locking(descriptor: int, mode: int, size: int) -> None:
            assert mode == system_calls.LK_NBLCK, "what waits cannot be called off"
            asked.append((os.lseek(descriptor, 0, os.SEEK_CUR), size))
            if not lock.try_lock_unix(descriptor):
                raise PermissionError(13, "Permission denied")

        system_calls = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
        monkeypatch.setitem(sys.modules, "msvcrt", system_calls)
        return asked

    def test_the_second_opening_is_refused(
        self, calls: list[tuple[int, int]], tmp_path: Path
    ) -> None:
        path = tmp_path / "a.lock"
        with path.open("w") as first, path.open("w") as second:
            assert lock.try_lock_windows(first.fileno())
            assert not lock.try_lock_windows(second.fileno())
        assert calls == [(1 << 20, 1)] * 2, "far behind the holder's name"
