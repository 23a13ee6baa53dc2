"""*Find the mail server…*: real servers are looked at, offered as they come, and fill the form."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.window.dialogs.find import FindDialog
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.link_row import LinkRow
from tests.gui.driving import Driver
from tests.servers import submission
from tests.servers.certificates import Wish, issue, root
from tests.servers.submission import Submission

# An address of loopback's that nothing else here listens at.
ADDRESS, PORT = "127.0.8.7", 2525


@pytest.fixture
def empty(tmp_path: Path, qtbot: QtBot) -> Driver:
    tmp_path.chmod(0o700)
    window = MainWindow(Service(Configuration(str(tmp_path))), administrator=True)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Driver(window, qtbot)


def find(driver: Driver, text: str) -> FindDialog:
    driver.click("Find the mail server…")
    dialog = driver.visible(FindDialog)[0]
    dialog.asked.clear()
    QTest.keyClicks(dialog.asked, text)
    QTest.keyClick(dialog.asked, Qt.Key.Key_Return)
    return dialog


def test_the_chosen_server_fills_the_form_without_any_trust(empty: Driver) -> None:
    certificate = issue(root("Own Root"), Wish(names=(ADDRESS,), common_name=ADDRESS))
    server = Submission(certificate.context())
    with submission.listening(server, ADDRESS, PORT):
        find(empty, ADDRESS)
        empty.wait_for_words("Choose one: it fills the form.")
        # Qt shows what was put into a layout in a later turn of its loop.
        empty.wait_until(lambda: bool(empty.visible(LinkRow)))
    row = empty.visible(LinkRow)[0]
    assert row.accessibleName() == f"{ADDRESS}, port {PORT}"
    assert "certificate not verified" in row.accessibleDescription()
    assert server.mails == 0
    assert "AUTH" not in server.heard
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert empty.text("SMTP host") == ADDRESS
    assert empty.text("Port number") == str(PORT)
    window = empty.window
    assert isinstance(window, MainWindow)
    assert window.email is not None
    typed = window.email.typed()
    assert typed is not None
    assert not {"pinned_sha256", "ca_certificates"} & {
        key for key, value in typed.drafts["password"].items() if value
    }


def test_what_cannot_be_looked_for_is_said_and_can_be_mended(empty: Driver) -> None:
    dialog = find(empty, "not an address@")
    empty.wait_until(lambda: bool(dialog.state.text()) and dialog.state.text() != "Looking…")
    assert not empty.visible(LinkRow)
    empty.wait_until(dialog.find_button.isEnabled)
    assert dialog.asked.hasFocus()
    empty.click("Close")
