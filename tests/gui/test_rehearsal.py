"""The demo's window: every scenario of the list ends in the fault that it promises."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.demo import Demo
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.rehearsal_dialog import RehearsalDialog
from tests.gui.driving import Driver, show_active


@pytest.fixture
def rehearsing(demo: Demo, qtbot: QtBot) -> Iterator[Driver]:
    window = MainWindow(demo.service, administrator=True, demo=demo)
    show_active(qtbot, window)
    yield Driver(window, qtbot)
    window.close()


@pytest.mark.parametrize(
    "name", ["secret-expired", "mailbox-out-of-scope", "basic-authentication-ended"]
)
def test_a_scenario_is_chosen_and_shown(rehearsing: Driver, demo: Demo, name: str) -> None:
    rehearsing.click("Profile")
    rehearsing.click("Rehearse a failure…")
    found = rehearsing.visible(QListWidget)[0]
    names = [found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(found.count())]
    found.setCurrentRow(names.index(name))
    rehearsing.click("Play and test")
    code = next(one.code for one in demo.scenarios() if one.name == name)
    rehearsing.wait_until(lambda: bool(last_code(demo)))
    assert last_code(demo) == code
    rehearsing.wait_until(lambda: rehearsing.button("Close").isEnabled())
    rehearsing.click("Close")


def test_the_relay_can_be_tried_with_any_program(rehearsing: Driver, demo: Demo) -> None:
    rehearsing.click("Profile")
    rehearsing.click("Rehearse a failure…")
    dialog = rehearsing.visible(RehearsalDialog)[0]
    found = re.search(r"127\.0\.0\.1:(\d+)", dialog.relay.text())
    assert found is not None
    demo.inbox.clear()
    with smtplib.SMTP("127.0.0.1", int(found[1]), "client.example.com") as client:
        client.sendmail("hub@example.com", "bob@example.com", b"Subject: Approval\r\n\r\nHi\r\n")
    assert len(demo.inbox) == 1
    assert b"Subject: Approval" in demo.inbox[0]
    rehearsing.click("Close")


def last_code(demo: Demo) -> str | None:
    last = demo.service.configuration.last_test()
    return last.result.failure.code if last and last.result.failure else None
