"""The form while it is filled in: what is offered, what is missing, and the secret once it counts no longer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from hubmail_gui.window.pages.service_notes import ServiceNotes
from hubmail_gui.window.widgets.link_row import LinkRow
from tests.gui.driving import Driver
from tests.gui.inside import page_of
from tests.gui.offering import ADDRESS, LOOKED, PORT, offered, own
from tests.servers import submission
from tests.servers.submission import Submission


class TestNothingStored:
    def test_offers_come_below_the_host_and_what_was_typed_stays(self, empty: Driver) -> None:
        empty.click("Edit")
        empty.type("Sender email", "alerts@corp.local")
        empty.type("Username", "CORP\\hub")
        server = Submission(own().context())
        with submission.listening(server, ADDRESS, PORT):
            host = empty.field("SMTP host")
            host.setFocus()
            QTest.keyClicks(host, ADDRESS)
            row = offered(empty)
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert empty.text("Port number") == str(PORT)
        assert empty.text("Sender email") == "alerts@corp.local"
        assert empty.text("Username") == "CORP\\hub"
        assert empty.focused().accessibleName() == "Password"
        empty.wait_until(lambda: not empty.visible(LinkRow))
        assert set(server.heard) <= LOOKED

    @pytest.mark.parametrize("label", ["Username", "Password"])
    def test_who_looks_something_up_in_another_window_has_left_no_field(
        self, empty: Driver, label: str
    ) -> None:
        empty.click("Edit")
        empty.type("Sender email", "hub@corp.local")
        field = empty.field(label)
        field.setFocus()
        QTest.keyClicks(field, "x")
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        for reason, complains in (
            (Qt.FocusReason.ActiveWindowFocusReason, False),
            (Qt.FocusReason.TabFocusReason, True),
        ):
            QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut, reason))
            assert (field.accessibleDescription() == "This field is mandatory.") is complains

    def test_a_service_is_known_by_its_host(self, empty: Driver) -> None:
        empty.click("Edit")
        host = empty.field("SMTP host")
        QTest.keyClicks(host, "smtp.sendgrid.net")
        empty.wait_for_words("What Twilio SendGrid needs first")
        QTest.keyClick(host, Qt.Key.Key_Backspace)
        assert not empty.visible(ServiceNotes)

    @pytest.mark.parametrize("label", ["SMTP host", "Password"])
    def test_enter_in_a_field_saves(self, empty: Driver, label: str) -> None:
        empty.click("Edit")
        field = empty.field(label)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Return)
        empty.wait_for_words("4 fields need attention.")


def test_what_is_mandatory_stays_so_when_another_field_is_mended(driver: Driver) -> None:
    driver.click("Edit")
    driver.choose("Authentication type", "Microsoft OAuth 2.0")
    driver.choose("Authentication type", "Username and password")
    driver.type("SMTP host", "localhost:2587")
    driver.click("Save")
    driver.wait_for_words("The port number has a field of its own.")
    page_of(driver).show_problems((), only=set())  # as after another check
    driver.click("Save")
    driver.wait_for_words("The port number has a field of its own.")
    driver.click("Use localhost · 2587")
    driver.wait_for_words("Where the secret is sent has changed")


class TestSecretAgain:
    def test_it_is_no_longer_said_to_be_stored(self, driver: Driver) -> None:
        driver.click("Edit")
        field = driver.field("Password")
        assert isinstance(field, QLineEdit)
        assert "Stored" in field.placeholderText()
        driver.type("SMTP host", "127.0.0.1")
        driver.wait_for_words("Where the secret is sent has changed")
        assert field.placeholderText() == ""
        assert self.offers(driver) == set()
        driver.type("Password", "typed anew")
        assert self.offers(driver) == set()
        driver.type("SMTP host", "localhost")
        assert self.offers(driver) == {"Keep the stored one"}

    def offers(self, driver: Driver) -> set[str]:
        words = {one.text() for one in driver.visible(QPushButton)}
        return words & {"Replace…", "Keep the stored one"}
