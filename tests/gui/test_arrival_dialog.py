"""*The test mail arrived…*: by the code, by the mail itself, and not by another mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hubmail_gui.demo import Demo
from hubmail_gui.window.dialogs.arrival import ArrivalDialog
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.quote import Quote
from tests.gui.driving import Driver

# What a receiver puts before the mail that it took.
RECEIVED = (
    b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com;"
    b" dkim=none; dmarc=fail header.from=example.com\r\n"
    b"Received: from hub.example.com (hub.example.com [192.0.2.7])\r\n"
    b"\tby mx.example.org with ESMTPS id 1; Thu, 27 Nov 2025 10:00:09 +0000\r\n"
)


@pytest.fixture
def sent(driver: Driver, demo: Demo) -> Demo:
    """A test mail was accepted."""
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    return demo


def opened(driver: Driver) -> ArrivalDialog:
    driver.click("More")
    driver.click("The test mail arrived…")
    return driver.visible(ArrivalDialog)[0]


def is_received(demo: Demo) -> bool:
    last = demo.service.configuration.last_test()
    return last is not None and last.received


def code(demo: Demo) -> str:
    last = demo.service.configuration.last_test()
    assert last is not None
    assert last.result.receipt_code is not None
    return last.result.receipt_code


def test_the_code_confirms_it_and_the_page_says_so(driver: Driver, sent: Demo) -> None:
    dialog = opened(driver)
    assert not dialog.confirm_button.isEnabled()
    QTest.keyClicks(dialog.text, code(sent))
    driver.click("Confirm receipt")
    driver.wait_until(lambda: is_received(sent))
    driver.wait_for_words("Received")
    driver.click("Close")
    driver.wait_for_words("and received.")


def test_the_mail_as_a_file_tells_its_way(driver: Driver, sent: Demo, tmp_path: Path) -> None:
    file = tmp_path / "test.eml"
    file.write_bytes(RECEIVED + sent.inbox[0])
    dialog = opened(driver)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    dialog.text.insertFromMimeData(data)
    driver.wait_until(lambda: is_received(sent))
    driver.wait_until(lambda: driver.text("DMARC") == "fail")
    # The receiver's clock is behind this computer's.
    assert dialog.verdict.title.text() == "Received"
    assert driver.text("SPF") == "pass"
    assert any(
        "hub.example.com → mx.example.org" in one.toPlainText() for one in driver.visible(Quote)
    )


def test_the_mail_dropped_on_the_page_itself_also_tells_its_way(
    driver: Driver, sent: Demo, tmp_path: Path
) -> None:
    file = tmp_path / "test.eml"
    file.write_bytes(RECEIVED + sent.inbox[0])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    assert isinstance(driver.window, MainWindow)
    page = driver.window.stack.currentWidget()
    assert page is not None
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    entered = QDragEnterEvent(QPointF(9, 9), *how)
    QApplication.sendEvent(page, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), *how))
    driver.wait_until(lambda: is_received(sent))
    driver.wait_for_words("Received")
    driver.visible(ArrivalDialog)[0].reject()


def test_a_file_is_not_taken_for_a_mail_while_settings_are_typed(
    driver: Driver, sent: Demo, tmp_path: Path
) -> None:
    driver.click("Edit")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "any.pem"))])
    assert isinstance(driver.window, MainWindow)
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    entered = QDragEnterEvent(QPointF(9, 9), *how)
    entered.ignore()
    page = driver.window.stack.currentWidget()
    assert page is not None
    QApplication.sendEvent(page, entered)
    assert not entered.isAccepted()


def test_another_mail_confirms_nothing(driver: Driver, sent: Demo) -> None:
    dialog = opened(driver)
    dialog.text.setPlainText("From: a@example.com\nMessage-ID: <other@example.com>\n\nHello")
    driver.click("Confirm receipt")
    driver.wait_for_words("Not confirmed")
    driver.wait_for_words("This is not the mail of the last test")
    assert not is_received(sent)
