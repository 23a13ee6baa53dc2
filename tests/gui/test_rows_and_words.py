"""What a review of the window found and no other test looks at."""

from __future__ import annotations

import gc
import json
import re
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hubmail_gui.core import resources
from hubmail_gui.store.references import new_reference
from hubmail_gui.window import app as apps
from hubmail_gui.window import theme
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.card import Row
from tests.gui.driving import Driver
from tests.secret_service import SessionBus, require_programs

FAULTS = Path(resources.path("faults"))
KEY = re.compile(r"\((?:setting |réglage )?[a-z]+(?:_[a-z]+)+\)")


def beside(driver: Driver) -> Iterator[tuple[Row, QLabel]]:
    """Every visible row whose label stands beside what it names."""
    for row in driver.visible(Row):
        label = row.label
        if isinstance(label, QLabel) and label.isVisible() and not row._narrow:
            yield row, label


@pytest.mark.parametrize(
    "kind", ["Username and password", "Microsoft OAuth 2.0", "Google Workspace"]
)
def test_a_label_stands_at_the_first_line_of_what_it_names(driver: Driver, kind: str) -> None:
    driver.window.resize(1400, 1000)
    driver.click("Edit")
    driver.choose("Authentication type", kind)

    def wrong() -> list[str]:
        # The middle of a line of the largest field, whatever stands below it.
        return [
            label.text()
            for row, label in beside(driver)
            if not 0 <= middle(row, label) - top(row) <= theme.em(row, 2.4)
        ]

    # Qt lays out what came into the form in a later turn of its loop.
    driver.wait_until(lambda: bool(list(beside(driver))) and not wrong())


def middle(row: Row, label: QLabel) -> int:
    return label.mapTo(row, label.rect().center()).y()


def top(row: Row) -> int:
    return row.content.mapTo(row, QPoint(0, 0)).y()


def test_no_key_of_the_file_stands_in_brackets_in_what_a_fault_says() -> None:
    for language in ("en", "fr"):
        words = tomllib.loads((FAULTS / f"{language}.toml").read_text("utf-8"))
        found = {
            code
            for code, table in words.items()
            if KEY.search(json.dumps(table, ensure_ascii=False))
        }
        assert found == set()


def test_nor_in_what_the_window_says() -> None:
    catalogue = polib.pofile(str(FAULTS.parent / "locale/fr/LC_MESSAGES/hubmail.po"))
    shown = [
        entry.msgid
        for entry in catalogue
        if any("/window/" in place for place, _line in entry.occurrences)
    ]
    assert [text for text in shown if KEY.search(text)] == []


# What jeepney has open when its bus goes is left to the garbage collector: here, and in no other test.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.secret_service
def test_the_window_opens_while_a_keyring_that_hangs_is_cleared_up(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_programs()
    before = set(threading.enumerate())
    folder = tmp_path / "settings"
    folder.mkdir(mode=0o700)
    journal = folder / "journal.json"
    left = [new_reference() for _number in range(40)]
    journal.write_text(json.dumps({"references": left}), encoding="utf-8")
    journal.chmod(0o600)
    with SessionBus() as bus:
        for name, value in bus.environment.items():
            monkeypatch.setenv(name, value)
        bus.start_keyring()
        bus.freeze_keyring()
        opened = threading.Event()

        def stuck() -> None:
            # 40 secrets at five seconds each, if the window waited for them.
            assert opened.wait(60), "the window waits for the keyring"

        watching = threading.Thread(target=stuck)
        watching.start()
        service = apps._service(str(folder))
        window = MainWindow(service, administrator=True)
        qtbot.addWidget(window)
        window.show()
        assert QTest.qWaitForWindowExposed(window)
        opened.set()
        watching.join()
        assert journal.exists()
        window._closing = True
    for waiting in set(threading.enumerate()) - before:
        waiting.join(10)
    gc.collect()
