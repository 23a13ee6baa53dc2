"""What one entry of the history says is read again as it was, and only that is added to the file."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from hubmail_gui.store import history
from tests.store.documents import Json, refused
from tests.store.test_files import no_room_for

ENTRY: Json = {
    "at": "2026-11-27T10:00:00+01:00", "who": "Zoé", "action": "changed", "revision": 7,
    "fields": ["sender", "host"], "ok": True, "code": "smtp.refused", "changes": {"port": [25, 587]},
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def both_ways(path: Path) -> list[Json]:
    """All entries, which are the same read from the front and from the back."""
    entries = list(history.entries(str(path)))
    assert history.tail(str(path), 100) == entries
    return entries


def test_an_entry_is_read_as_it_was_recorded(path: Path) -> None:
    history.append(str(path), ENTRY)
    assert both_ways(path) == [ENTRY]


def test_what_an_entry_does_not_say_is_empty(path: Path) -> None:
    history.append(str(path), {})
    assert both_ways(path) == [
        {
            "at": "",
            "who": "",
            "action": "",
            "revision": None,
            "fields": [],
            "ok": False,
            "code": None,
        }
    ]


def test_what_went_wrong_has_a_code_even_if_it_is_damaged(path: Path) -> None:
    history.append(str(path), {"code": 5, "fields": [5, None]})
    (entry,) = both_ways(path)
    assert entry["code"] == "", "there was one"
    assert entry["fields"] == ["5", "None"]


def test_nothing_but_its_line_is_added(path: Path) -> None:
    history.append(str(path), {"revision": 1})
    history.append(str(path), {"revision": 2})
    assert path.read_bytes() == b'{"revision": 1}\n{"revision": 2}\n'


def test_people_read_this_file(path: Path) -> None:
    history.append(str(path), ENTRY)
    assert "Zoé" in path.read_text("utf-8")


def test_a_name_with_half_a_character_is_recorded_too(path: Path) -> None:
    history.append(str(path), {"who": "Zo\ud83d"})
    assert [entry["who"] for entry in both_ways(path)] == ["Zo?"]


@pytest.mark.parametrize("torn", [b"{", b'{"revision": 2'])
def test_only_a_line_that_was_torn_is_closed_off(path: Path, torn: bytes) -> None:
    path.write_bytes(b'{"revision": 1}\n' + torn)
    history.append(str(path), {"revision": 3})
    assert path.read_bytes() == b'{"revision": 1}\n' + torn + b'\n{"revision": 3}\n'


def test_a_last_line_that_lacks_its_end_only_counts(path: Path) -> None:
    path.write_bytes(b'{"revision": 1}\n{"revision": 2}')
    assert [entry["revision"] for entry in both_ways(path)] == [1, 2]


@pytest.mark.parametrize("before", [[], [0]], ids=["first", "later"])
@pytest.mark.parametrize("more", [0, 1], ids=["longest", "too long"])
def test_a_line_may_be_as_long_as_any(path: Path, more: int, before: list[int]) -> None:
    padding = history.LONGEST_LINE + more - len(b'{"revision": 1, "a": ""}')
    long = b'{"revision": 1, "a": "' + b"x" * padding + b'"}\n'
    path.write_bytes(b'{"revision": 0}\n' * len(before) + long + b'{"revision": 2}\n')
    revisions = [entry["revision"] for entry in both_ways(path)]
    assert revisions == ([*before, 2] if more else [*before, 1, 2])


def test_a_line_without_end_takes_no_memory(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(history.MOST_LOOKED_AT)
    tracemalloc.start()
    try:
        assert both_ways(path) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < history.MOST_LOOKED_AT / 4


def test_a_file_with_a_second_name_is_not_written_to(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "of somebody else"
    other.write_bytes(b"to stay as it is")
    path.hardlink_to(other)
    with refused("settings.not_a_file"):
        history.append(str(path), {"revision": 1})
    assert other.read_bytes() == b"to stay as it is"


def test_a_full_disk_is_told_with_its_reason(path: Path) -> None:
    history.append(str(path), {"revision": 1})
    with no_room_for(path.stat().st_size), refused("settings.unwritable") as faults:
        history.append(str(path), {"revision": 2})
    assert faults[0].params["path"] == str(path)
    assert faults[0].reply == "File too large"


def test_a_history_of_somebody_else_is_told_with_its_reason(unprivileged: Path) -> None:
    path = str(unprivileged / "history.jsonl")
    history.append(path, {"revision": 1})
    Path(path).chmod(0)
    reads: tuple[Callable[[], object], ...] = (
        lambda: list(history.entries(path)),
        lambda: history.tail(path, 1),
    )
    for read in reads:
        with refused("settings.corrupt") as faults:
            read()
        assert faults[0].params["path"] == path
        assert faults[0].reply == "Permission denied"
