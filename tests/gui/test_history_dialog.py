"""*History…*: a hundred thousand lines at once, what is picked of them, old and new values, CSV."""

from __future__ import annotations

import csv
import json
import threading
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.service import past
from hubmail_gui.store.history_index import HistoryIndex
from hubmail_gui.window.dialogs.history import HistoryDialog
from tests.gui.driving import Driver

MANY = 100_000


def line(number: int, **more: object) -> dict[str, object]:
    return {
        "at": f"2026-11-{1 + number % 28:02d}T10:00:00+01:00", "who": "claire", "action": "tested",
        "revision": number, "fields": [], "ok": True, "code": None, **more,
    }  # fmt: skip


@pytest.fixture
def written(demo: Demo) -> Callable[[list[dict[str, object]]], Path]:
    """Replaces the history of the demo."""

    def write(lines: list[dict[str, object]]) -> Path:
        path = Path(demo.service.configuration.store.folder) / "history.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


def opened(driver: Driver) -> HistoryDialog:
    driver.click("More")
    driver.click("History…")
    return driver.visible(HistoryDialog)[0]


def test_only_what_is_looked_at_is_read_of_a_hundred_thousand_lines(
    driver: Driver,
    written: Callable[[list[dict[str, object]]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written([line(number) for number in range(MANY)])
    read: list[int] = []
    look = HistoryIndex.entry

    def counted(index: HistoryIndex, number: int) -> object:
        read.append(number)
        return look(index, number)

    monkeypatch.setattr(HistoryIndex, "entry", counted)
    dialog = opened(driver)
    driver.wait_for_words("100000 lines")
    dialog.table.grab()
    assert read
    assert len(set(read)) < 200
    newest = dialog.model.index(0, 3).data()
    assert newest == str(MANY - 1)
    dialog.table.scrollToBottom()
    assert dialog.model.index(MANY - 1, 0).data().startswith("1 November 2026")


def test_a_kind_and_words_are_picked_and_exported(
    driver: Driver, written: Callable[[list[dict[str, object]]], Path], tmp_path: Path
) -> None:
    changed = line(
        7, action="changed", who="=durand", fields=["host", "password"],
        changes={"host": ["old.example.com", "new.example.com"]},
    )  # fmt: skip
    failed = line(8, ok=False, code="smtp.auth.rejected")
    written([line(1), changed, failed, line(9, action="received")])
    dialog = opened(driver)
    driver.wait_for_words("4 lines")
    dialog.kind.setFocus()
    QTest.keyClick(dialog.kind, Qt.Key.Key_Down)
    driver.wait_for_words("1 line")
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Home)
    dialog.table.selectRow(0)
    driver.wait_until(lambda: driver.text("SMTP host") == "old.example.com → new.example.com")
    assert driver.text("Password") == "changed"
    file = tmp_path / "out.csv"
    dialog.export(str(file))
    driver.wait_for_words(f"Saved as {file}")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [(row["who"], row["changes"]) for row in rows] == [
        ("'=durand", "host: old.example.com → new.example.com")
    ]
    dialog.kind.show_value("")
    dialog.words.setFocus()
    QTest.keyClicks(dialog.words, "REJECTED claire")
    driver.wait_until(lambda: dialog.model.index(0, 3).data() == "8")
    QTest.keyClicks(dialog.words, " nowhere")
    driver.wait_for_words("No line has all of these words")
    dialog.words.clear()
    dialog.kind.show_value("restores")
    dialog.look()
    driver.wait_for_words("Nothing of that kind has happened yet")


def test_what_is_being_looked_for_is_exported_once_it_is_found(
    driver: Driver,
    written: Callable[[list[dict[str, object]]], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    written([line(1), line(2, who="\ud800durand")])
    dialog = opened(driver)
    driver.wait_for_words("2 lines")
    found, go_on = past.matching, threading.Event()

    def slow(*given: Any) -> array[int]:
        assert go_on.wait(60)
        return found(*given)

    monkeypatch.setattr(past, "matching", slow)
    dialog.words.setText("durand")
    dialog.look()
    file = tmp_path / "out.csv"
    dialog.export(str(file))
    go_on.set()
    driver.wait_for_words(f"Saved as {file}")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["who"] for row in rows] == ["?durand"]


def test_nothing_that_is_typed_ends_an_export(
    driver: Driver,
    written: Callable[[list[dict[str, object]]], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    written([line(1)])
    dialog = opened(driver)
    driver.wait_for_words("1 line")
    chosen, go_on = past.chosen, threading.Event()

    def slow(*given: Any) -> object:
        assert go_on.wait(60)
        return chosen(*given)

    monkeypatch.setattr(past, "chosen", slow)
    dialog.export(str(tmp_path / "out.csv"))
    assert not dialog.words.isEnabled()
    assert not dialog.kind.isEnabled()
    go_on.set()
    driver.wait_for_words("Saved as")
    assert dialog.words.isEnabled()


def test_a_line_that_is_gone_is_none(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text((json.dumps(line(1)) + "\n") * 3, encoding="utf-8")
    path.chmod(0o600)
    index = HistoryIndex(str(path))
    index.read(Cancel())
    path.write_text("", encoding="utf-8")
    index.read(Cancel())
    assert index.entry(2) is None


def test_the_window_notes_old_and_new_values_and_no_secret(driver: Driver, demo: Demo) -> None:
    driver.click("Edit")
    old = driver.text("Sender email")
    driver.type("Sender email", "other@hub.example.com")
    driver.click("Save")
    driver.wait_until(lambda: driver.button("Close").isEnabled())
    entry = [one for one in demo.service.configuration.history() if one["action"] == "changed"][-1]
    assert entry["changes"] == {"sender": [old, "other@hub.example.com"]}
    assert list(past.changes(entry)) == [("Sender email", f"{old} → other@hub.example.com")]


def test_an_index_goes_on_where_it_ended_and_keeps_to_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    whole = json.dumps(line(1)) + "\n"
    path.write_text(whole + "{torn\n" + whole[:20], encoding="utf-8")
    path.chmod(0o600)
    index = HistoryIndex(str(path))
    index.read(Cancel())
    assert (len(index), index.entry(1)) == (2, None)
    with path.open("a", encoding="utf-8") as file:
        file.write(whole[20:] + whole)
    index.read(Cancel())
    assert [number for number, _entry in index.entries()] == [0, 2, 3]
    path.write_text(whole, encoding="utf-8")
    index.read(Cancel())
    assert len(index) == 1
    path.unlink()
    index.read(Cancel())
    assert len(index) == 0


def change(number: int, **changes: list[object]) -> dict[str, object]:
    return line(number, action="changed", fields=list(changes), changes=changes)


def choose(dialog: HistoryDialog, *rows: int) -> None:
    """Click these rows, all but the first with Ctrl."""
    for place, row in enumerate(rows):
        spot = dialog.table.visualRect(dialog.model.index(row, 0)).center()
        key = Qt.KeyboardModifier.ControlModifier if place else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, key, spot)


def test_two_lines_compare_their_revisions(
    driver: Driver, written: Callable[[list[dict[str, object]]], Path]
) -> None:
    written([
        line(1),
        change(2, port=[25, 587], sender_name=[None, "Hub"]),
        {**change(3, port=[587, 2587]), "fields": ["port", "password"]},
        change(4, sender_name=["Hub", None]),
    ])  # fmt: skip
    dialog = opened(driver)
    driver.wait_until(lambda: dialog.model.rowCount() == 4)
    choose(dialog, 0, 3)
    driver.wait_for_words("Revision 1 → revision 4")
    assert driver.text("Port number") == "25 → 2587"
    assert driver.text("Password") == "changed"
    # What came and went is no difference.
    shown = [one.text() for one in dialog.detail.findChildren(QLabel) if one.isVisible()]
    assert "Sender name" not in shown


def test_files_are_compared_with_what_is_stored(driver: Driver, demo: Demo, tmp_path: Path) -> None:
    document = demo.part("password").document("password")
    inner = document["authentication"]
    assert isinstance(inner, dict)
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**document, "authentication": {**inner, "port": 26}}))
    opened(driver)
    driver.click("Compare files…")
    driver.type("Second file", str(other))
    driver.click("Compare")
    driver.wait_for_words("What differs")
    assert driver.text("Port number") == f"{inner['port']} → 26"
    driver.type("Second file", str(tmp_path / "missing.json"))
    driver.click("Compare")
    driver.wait_for_words("The file cannot be used: No such file or directory")
