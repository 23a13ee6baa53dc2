"""The index of the history: any line is read without the others, however long the history is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.store import history
from hubmail_gui.store.history_index import HistoryIndex
from tests.store.documents import refused


class Stopping(Cancel):
    """Stopping is asked for at one of the looks."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def check(self) -> None:
        self._looks -= 1
        if not self._looks:
            self.request()
        super().check()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def line(number: int) -> bytes:
    return json.dumps({"revision": number}).encode() + b"\n"


def read(path: Path) -> HistoryIndex:
    """The index of the file as it is now."""
    index = HistoryIndex(str(path))
    index.read(Cancel())
    return index


def revisions(index: HistoryIndex) -> list[tuple[int, object]]:
    return [(number, entry["revision"]) for number, entry in index.entries()]


def one_by_one(index: HistoryIndex) -> list[object]:
    """The same by their numbers; None: the line holds no entry."""
    found = [index.entry(number) for number in range(len(index))]
    return [None if entry is None else entry["revision"] for entry in found]


def test_nothing_happened_yet(path: Path) -> None:
    index = read(path)
    assert len(index) == 0
    assert list(index.entries()) == []
    assert index.entry(0) is None


def test_every_line_under_its_number(path: Path) -> None:
    path.write_bytes(line(5) + line(60) + line(7))
    index = read(path)
    assert len(index) == 3
    assert revisions(index) == [(0, 5), (1, 60), (2, 7)]
    assert one_by_one(index) == [5, 60, 7]


def test_what_is_no_entry_keeps_its_number(path: Path) -> None:
    path.write_bytes(b"\n" + line(1) + b"\n[1]\n\xff\n" + line(2))
    index = read(path)
    assert revisions(index) == [(1, 1), (5, 2)]
    assert one_by_one(index) == [None, 1, None, None, None, 2]


def test_what_came_since_is_read_and_nothing_twice(path: Path) -> None:
    path.write_bytes(line(1))
    index = read(path)
    with path.open("ab") as file:
        file.write(line(2) + line(3))
    assert revisions(index) == [(0, 1)], "as it was when it was read"
    index.read(Cancel())
    assert revisions(index) == [(0, 1), (1, 2), (2, 3)]
    index.read(Cancel())
    assert one_by_one(index) == [1, 2, 3]


def test_a_line_that_is_being_written_is_found_once_it_has_its_end(path: Path) -> None:
    path.write_bytes(line(1) + line(2)[:5])
    index = read(path)
    assert revisions(index) == [(0, 1)]
    path.write_bytes(line(1) + line(2))
    index.read(Cancel())
    assert revisions(index) == [(0, 1), (1, 2)]


def test_a_shorter_file_in_its_place_is_read_anew(path: Path) -> None:
    path.write_bytes(line(1) + line(2) + line(3))
    index = read(path)
    path.write_bytes(line(40))
    assert index.entry(2) is None
    index.read(Cancel())
    assert revisions(index) == [(0, 40)]
    assert one_by_one(index) == [40]
    assert index.entry(2) is None


def test_even_if_it_is_shorter_by_one_byte(path: Path) -> None:
    path.write_bytes(line(10) + line(2))
    index = read(path)
    path.write_bytes(line(3) + line(4))
    index.read(Cancel())
    assert one_by_one(index) == [3, 4]


def test_what_was_read_is_not_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(line(1) + line(2))
    index = read(path)
    read_again: list[bytes] = []
    system_read = os.read

    def noted(descriptor: int, size: int) -> bytes:
        read_again.append(system_read(descriptor, size))
        return read_again[-1]

    monkeypatch.setattr(os, "read", noted)
    index.read(Cancel())
    assert b"".join(read_again) == b""


def test_a_file_that_is_gone_has_no_lines_and_a_new_one_its_own(path: Path) -> None:
    path.write_bytes(line(1) + line(2))
    index = read(path)
    path.unlink()
    assert index.entry(0) is None
    assert list(index.entries()) == []
    index.read(Cancel())
    assert len(index) == 0
    path.write_bytes(line(30) + line(40) + line(50))
    index.read(Cancel())
    assert revisions(index) == [(0, 30), (1, 40), (2, 50)]
    assert one_by_one(index) == [30, 40, 50]


@pytest.mark.parametrize("more", [0, 1], ids=["longest", "too long"])
def test_every_way_of_reading_draws_the_line_in_the_same_place(more: int, path: Path) -> None:
    padding = history.LONGEST_LINE + more - len(b'{"revision": 2, "a": ""}')
    longest = b'{"revision": 2, "a": "' + b"x" * padding + b'"}\n'
    path.write_bytes(line(1) + longest + line(3))
    index = read(path)
    expected = [1, 3] if more else [1, 2, 3]
    assert [revision for _, revision in revisions(index)] == expected
    assert [one for one in one_by_one(index) if one is not None] == expected
    assert [entry["revision"] for entry in history.entries(str(path))] == expected
    assert [entry["revision"] for entry in history.tail(str(path), 3)] == expected


def test_the_same_entries_as_without_an_index(path: Path) -> None:
    """Lines lie across the blocks in which the file is read."""
    content = b"".join(
        json.dumps({"revision": number, "text": "x" * (number * 7919 % 100_000)}).encode() + b"\n"
        for number in range(60)
    )
    path.write_bytes(content)
    assert len(content) > 2 << 20
    index = read(path)
    found = [entry for _, entry in index.entries()]
    assert found == list(history.entries(str(path)))
    assert [index.entry(number) for number in range(60)] == found


def test_a_look_that_was_stopped_goes_on_where_it_was(path: Path) -> None:
    line = json.dumps({"action": "tested", "who": "x" * 1000}).encode() + b"\n"
    count = (3 << 20) // len(line)
    path.write_bytes(line * count)
    index, cancel = HistoryIndex(str(path)), Stopping(2)
    with pytest.raises(Cancelled):
        index.read(cancel)
    assert 0 < len(index) < count
    index.read(Cancel())
    assert len(index) == count


def test_what_cannot_be_opened_is_told(path: Path) -> None:
    path.write_bytes(line(1))
    index = read(path)
    path.unlink()
    path.mkdir()
    with refused("settings.not_a_file") as faults:
        index.read(Cancel())
    assert faults[0].params["path"] == str(path)
    with refused("settings.not_a_file"):
        index.entry(0)
    with refused("settings.not_a_file"):
        list(index.entries())


def test_a_disk_that_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(line(1))
    index = HistoryIndex(str(path))

    def broken(_descriptor: int, _size: int) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, refused("settings.corrupt") as faults:
        patch.setattr(os, "read", broken)
        index.read(Cancel())
    assert faults[0].reply == "Input/output error"
    assert faults[0].params["path"] == str(path)


def test_a_history_of_somebody_else_is_told(unprivileged: Path) -> None:
    path = unprivileged / "history.jsonl"
    path.write_bytes(line(1))
    path.chmod(0)
    with refused("settings.corrupt") as faults:
        read(path)
    assert faults[0].reply == "Permission denied"
    assert faults[0].params["path"] == str(path)
