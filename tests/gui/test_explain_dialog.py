"""*Explain a message…*: from the menu to the words, for a text, a bounce that is dropped, and nonsense."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest

from hubmail_gui.window.dialogs.explain import ExplainDialog
from hubmail_gui.window.widgets.paste_field import LONGEST, PasteField
from hubmail_gui.window.widgets.quote import Quote
from tests.gui.driving import Driver

BOUNCE = """\
From: MAILER-DAEMON@mx.example.net
To: hub@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; nobody@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: User unknown

--b--
"""


def opened(driver: Driver) -> ExplainDialog:
    driver.click("Profile")
    driver.click("Explain a message…")
    found = driver.visible(ExplainDialog)
    assert len(found) == 1
    return found[0]


def put(dialog: ExplainDialog, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    dialog.text.insertFromMimeData(data)


def test_a_pasted_reply_is_explained_with_what_to_do(driver: Driver) -> None:
    dialog = opened(driver)
    assert not dialog.explain_button.isEnabled()
    driver.wait_until(dialog.text.hasFocus)
    put(dialog, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6")
    driver.click("Explain")
    driver.wait_for_words("smtp.auth.rejected")
    driver.wait_until(dialog.verdict.title.hasFocus)
    assert driver.says("1.")
    assert any("535 5.7.8" in one.toPlainText() for one in driver.visible(Quote))
    driver.click("Close")


def test_a_dropped_bounce_names_who_was_not_reached(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "returned.eml"
    file.write_bytes(BOUNCE.replace("\n", "\r\n").encode())
    dialog = opened(driver)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    assert dialog.text.canInsertFromMimeData(data)
    dialog.text.insertFromMimeData(data)
    driver.wait_for_words("Not reached: nobody@example.org")
    assert driver.says("Reported by: mx.example.net")
    assert dialog.text.toPlainText() == ""


def test_what_means_nothing_is_not_guessed(driver: Driver) -> None:
    dialog = opened(driver)
    put(dialog, "The quick brown fox")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    driver.wait_for_words("Not recognised")
    # And it can be tried again with something else.
    dialog.text.clear()
    put(dialog, "451 4.7.1 Greylisted, please try again later")
    driver.click("Explain")
    driver.wait_for_words("It may pass by itself")
    assert not driver.says("Not recognised")


def test_a_file_that_cannot_be_read_is_said(driver: Driver, tmp_path: Path) -> None:
    dialog = opened(driver)
    dialog.explain_file(str(tmp_path / "none.eml"))
    driver.wait_for_words("The file cannot be read")


def test_of_too_long_a_text_the_end_is_taken(driver: Driver) -> None:
    field = PasteField("Message", driver.window)
    data = QMimeData()
    data.setText("x" * LONGEST + "550 5.1.1 unknown")
    field.insertFromMimeData(data)
    kept = field.toPlainText()
    assert len(kept) == LONGEST
    assert kept.endswith("550 5.1.1 unknown")
    field.deleteLater()
