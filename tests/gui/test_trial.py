"""Edit, Test, Save, Cancel in the real window against a real mail server."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from hubmail_gui.demo import Demo
from tests.gui.driving import Driver


def test_a_test_of_what_is_stored_ends_in_accepted(driver: Driver, demo: Demo) -> None:
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    assert len(demo.inbox) == 1
    assert driver.says("Accepted does not mean received yet")
    driver.click("Close")
    assert driver.says("Mail works")
    assert driver.says("Accepted by localhost")


def test_the_code_in_the_mail_turns_accepted_into_received(driver: Driver, demo: Demo) -> None:
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    last = demo.service.configuration.last_test()
    assert last is not None
    driver.type("Code in the mail", str(last.result.receipt_code))
    driver.click("Confirm receipt")
    driver.wait_for_words("Received: the code in the mail was confirmed.")
    driver.click("Close")
    assert driver.says("and received.")


def test_a_wrong_password_is_explained_and_its_field_shown(driver: Driver, demo: Demo) -> None:
    driver.click("Edit")
    driver.type("Password", "wrong")
    driver.click("Save")
    driver.wait_for_words("Saved, but Hub cannot send mail for now.")
    assert demo.inbox == []
    last = demo.service.configuration.last_test()
    assert last is not None
    assert last.result.failure is not None
    assert last.result.failure.code == "smtp.auth.rejected"
    driver.click("Show the field")
    assert driver.window.focusWidget() is driver.field("Password")


def test_a_test_of_unsaved_values_saves_nothing(driver: Driver, demo: Demo) -> None:
    before = demo.service.configuration.stored()
    driver.click("Edit")
    driver.type("Sender email", "other@example.com")
    driver.click("Test")
    driver.wait_for_words("These settings work. They are not saved yet.")
    driver.click("Close")
    assert driver.text("Sender email") == "other@example.com"
    assert demo.service.configuration.stored() == before
    driver.click("Cancel")
    driver.click("Discard changes")
    assert driver.text("Sender email") == "hub@example.com"


def test_problems_are_told_under_their_fields_and_nothing_typed_is_lost(driver: Driver) -> None:
    driver.click("Edit")
    driver.type("SMTP host", "smtps://mail.example.com:465")
    driver.type("Port number", "99999")
    driver.type("Sender email", "nobody")
    driver.click("Save")
    driver.wait_for_words("A port number is from 1 to 65535.")
    assert driver.says("This is not an email address")
    assert driver.text("Port number") == "99999"
    driver.wait_until(lambda: driver.window.focusWidget() is driver.field("SMTP host"))
    driver.click(
        next(
            one.text() for one in driver.visible(type(driver.button("Save"))) if "465" in one.text()
        )
    )
    assert driver.text("SMTP host") == "mail.example.com"
    assert driver.text("Port number") == "465"
    assert driver.text("Encryption") == "TLS from the start"


def test_a_moved_destination_asks_for_the_password_again(driver: Driver, demo: Demo) -> None:
    driver.click("Edit")
    driver.type("SMTP host", "127.0.0.1")
    driver.click("Save")
    driver.wait_for_words("Where the secret is sent has changed")
    assert demo.inbox == []


def test_without_a_login_user_name_and_password_are_hidden(driver: Driver) -> None:
    driver.click("Edit")
    shown = len(driver.visible(QLineEdit))
    switch = driver.field("SMTP authentication")
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert len(driver.visible(QLineEdit)) == shown - 2


def test_changing_the_encryption_moves_only_a_usual_port(driver: Driver) -> None:
    driver.click("Edit")
    chosen = driver.text("Port number")
    driver.choose("Encryption", "TLS from the start")
    assert driver.text("Port number") == chosen
    driver.choose("Encryption", "STARTTLS (recommended)")
    driver.type("Port number", "587")
    driver.choose("Encryption", "TLS from the start")
    assert driver.text("Port number") == "465"


def test_the_password_is_in_no_text_that_others_can_read(driver: Driver) -> None:
    driver.click("Edit")
    driver.type("Password", "marker-4711")
    field = driver.field("Password")
    assert isinstance(field, QLineEdit)
    assert "marker-4711" not in field.displayText()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "marker-4711" not in QGuiApplication.clipboard().text()


def test_every_control_has_a_name(driver: Driver) -> None:
    driver.click("Edit")
    for line in driver.visible(QLineEdit):
        assert line.accessibleName(), line
    for button in driver.visible(type(driver.button("Save"))):
        assert button.text() or button.accessibleName(), button
