"""The history: appended, healed where it was torn, and read from its end."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store import Store, history, history_index
from tests.left_out import WINDOWS
from tests.store.documents import refused
from tests.store.keyrings import MemoryKeyring, keyring_over
from tests.store.test_files import no_room_for

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "hubmail"), keyring_over(MemoryKeyring()))


def file_of(store: Store) -> Path:
    return Path(store.folder) / "history.jsonl"


def test_nothing_happened_yet(store: Store) -> None:
    assert list(store.history()) == []
    assert store.tail(5) == []
    assert not Path(store.folder).exists()


def test_the_oldest_first(store: Store) -> None:
    for number in range(5):
        store.record({"who": "Zoé", "revision": number})
    assert [entry["revision"] for entry in store.history()] == [0, 1, 2, 3, 4]
    assert [entry["revision"] for entry in store.tail(2)] == [3, 4]
    assert [entry["revision"] for entry in store.tail(9)] == [0, 1, 2, 3, 4]
    assert store.tail(0) == []
    assert WINDOWS or stat.S_IMODE(file_of(store).stat().st_mode) == 0o600


def test_a_torn_line_is_passed_over_and_closed_off(store: Store) -> None:
    store.record({"revision": 1})
    with file_of(store).open("ab") as file:
        file.write(b'{"revision": 2, "who": "\xc3')
    assert [entry["revision"] for entry in store.history()] == [1]
    assert [entry["revision"] for entry in store.tail(1)] == [1]
    store.record({"revision": 3})
    assert [entry["revision"] for entry in store.history()] == [1, 3]
    assert [entry["revision"] for entry in store.tail(2)] == [1, 3]


def test_a_full_disk_is_told_and_heals(store: Store) -> None:
    store.record({"revision": 1})
    size = file_of(store).stat().st_size
    with no_room_for(size + 5), refused("settings.unwritable"):
        store.record({"revision": 2})
    store.record({"revision": 3})
    assert [entry["revision"] for entry in store.history()] == [1, 3]


def test_what_is_no_entry_is_passed_over(store: Store) -> None:
    store.record({"revision": 1})
    with file_of(store).open("ab") as file:
        file.write(b"\n\n[1]\n7\nnull\n\xff\n{}x\n" + b"[" * 100_000 + b"\n")
    assert [entry["revision"] for entry in store.history()] == [1]
    assert [entry["revision"] for entry in store.tail(3)] == [1]


def test_a_history_that_cannot_be_opened(store: Store) -> None:
    file_of(store).mkdir(parents=True)
    with refused("settings.not_a_file") as faults:
        list(store.history())
    assert faults[0].params["path"] == str(file_of(store))
    with refused("settings.not_a_file"):
        store.tail(1)
    with refused("settings.not_a_file"):
        store.record({})


class FailingDisk(io.FileIO):
    """Gives the first line and fails at the second."""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self.tell():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().readinto(memoryview(buffer)[:LINE])


LINE = len(b'{"revision": 1}\n')


def test_a_disk_that_fails_in_the_middle(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        store.record({"revision": number})
    index = store.history_index()
    index.read(Cancel())
    for module in (history, history_index):
        monkeypatch.setattr(
            module, "open", lambda one, _mode: io.BufferedReader(FailingDisk(one)), raising=False
        )
    whole, indexed = store.history(), index.entries()
    assert next(whole)["revision"] == 0
    assert next(indexed)[1]["revision"] == 0
    for read in (lambda: next(whole), lambda: next(indexed), lambda: index.entry(2)):
        with refused("settings.corrupt") as faults:
            read()
        assert faults[0].params["path"] == str(file_of(store))
        assert faults[0].reply == os.strerror(errno.EIO)


DAMAGED: tuple[dict[str, object], ...] = (
    {"fields": 5}, {"fields": [5, None]}, {"at": 1, "who": [], "action": None}, {"code": {}},
    {"revision": "x", "ok": "no"}, {"revision": 1e400}, {"fields": {"a": 1}}, {"revision": True},
    {"revision": False},
)  # fmt: skip


@pytest.mark.parametrize("damaged", DAMAGED, ids=str)
def test_every_entry_has_every_key_with_its_type(store: Store, damaged: dict[str, object]) -> None:
    store.record(damaged)
    for (entry,) in (list(store.history()), store.tail(1)):
        assert all(isinstance(entry[key], str) for key in ("at", "who", "action"))
        assert all(isinstance(one, str) for one in entry["fields"])
        assert entry["revision"] is None
        assert entry["ok"] is False
        assert entry["code"] in (None, "")


def test_a_line_without_end_is_none(store: Store) -> None:
    store.record({"revision": 1})
    with file_of(store).open("ab") as file:
        file.write(b'{"revision": 7, "a": "' + b"x" * (3 * history.LONGEST_LINE) + b'"}\n')
        file.write(b"y" * history.LONGEST_LINE + b'{"revision": 8}\n')
    store.record({"revision": 2})
    assert [entry["revision"] for entry in store.history()] == [1, 2]
    assert [entry["revision"] for entry in store.tail(3)] == [1, 2]


def test_the_end_is_looked_for_in_so_much_and_no_more(store: Store) -> None:
    store.record({"revision": 1})
    with file_of(store).open("ab") as file:
        file.write(b"\n")
        file.truncate(file.tell() + 3 * history.MOST_LOOKED_AT)
    store.record({"revision": 2})
    assert [entry["revision"] for entry in store.tail(3)] == [2]


def test_the_end_of_a_long_history_costs_no_reading_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_of(store).parent.mkdir()
    with file_of(store).open("w", encoding="utf-8") as file:
        file.writelines(f'{{"revision": {number}}}\n' for number in range(100_000))
    read = os.read
    bytes_read: list[int] = []

    def counted(descriptor: int, size: int) -> bytes:
        bytes_read.append(size)
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", counted)
    assert [entry["revision"] for entry in store.tail(3)] == [99_997, 99_998, 99_999]
    assert sum(bytes_read) < 100_000


@given(
    sizes=st.lists(st.integers(0, 40_000), max_size=8),
    count=st.integers(0, 9),
)
def test_the_tail_is_the_end_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], count: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "history.jsonl"
    path.unlink(missing_ok=True)
    for size in sizes:
        history.append(str(path), {"text": "é" * size})
    entries = list(history.entries(str(path)))
    assert [len(entry["text"]) for entry in entries] == sizes
    assert history.tail(str(path), count) == entries[len(entries) - min(count, len(entries)) :]
