"""What is asked before a test, and what is offered after one, on a configuration of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from hubmail_gui.core.system import Account
from hubmail_gui.demo import Demo
from hubmail_gui.service.configuration import Configuration, Profile
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.recipient_dialog import RecipientDialog
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.pem_field import PemField
from tests.gui.driving import Driver, show_active

PASSWORD = "correct horse battery staple"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A folder in which nothing was set up, and an account without an address."""
    store = Store(str(tmp_path), MemoryKeyring())
    return Service(Configuration(str(tmp_path), Account("claire", "Claire Durand"), store))


@pytest.fixture
def fresh(service: Service, qtbot: QtBot) -> Iterator[Driver]:
    """The window on it."""
    window = MainWindow(service, administrator=True)
    show_active(qtbot, window)
    yield Driver(window, qtbot)
    window._closing = True
    window.close()
    window.deleteLater()


def fill_in(driver: Driver, demo: Demo) -> None:
    """Type what the demo's server wants, its authority included."""
    driver.type("SMTP host", "localhost")
    driver.type("Port number", str(demo.part("password").mailbox.port))
    driver.type("Sender email", "hub@example.com")
    driver.type("Username", "hub")
    driver.type("Password", PASSWORD)
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    page = driver.window.email._page.page
    page._editors["ca_certificates"].show_value(demo.ground.authority)  # type: ignore[union-attr]


def enter_address(driver: Driver, address: str) -> None:
    driver.type("Email address", address)
    driver.click("Continue")


class TestNothingSetUp:
    def test_it_says_so_and_what_comes_next(self, fresh: Driver) -> None:
        assert fresh.says("Not set up yet")
        assert fresh.says("Hub cannot send mail.")
        assert fresh.button("Edit").isEnabled()
        assert not [one for one in fresh.visible(QPushButton) if "Test" in one.text()]
        # No page full of dashes.
        assert not fresh.says("SMTP host")

    def test_from_nothing_to_a_proven_configuration(
        self, fresh: Driver, demo: Demo, service: Service
    ) -> None:
        fresh.click("Edit")
        fill_in(fresh, demo)
        fresh.click("Save")
        fresh.wait_until(lambda: bool(fresh.visible(RecipientDialog)))
        assert fresh.text("Name") == "Claire Durand"
        enter_address(fresh, "nowhere")
        assert fresh.says("This is not an email address")
        enter_address(fresh, "claire.durand@example.com")
        fresh.wait_for_words("The test mail was accepted")
        fresh.click("Close")
        assert fresh.says("Mail works")
        assert "hubmail demo, until" in fresh.text("Trusted certificates")
        assert service.configuration.profile().address == "claire.durand@example.com"
        assert service.configuration.last_good() is not None

    def test_no_address_no_test(self, fresh: Driver, demo: Demo, service: Service) -> None:
        fresh.click("Edit")
        fill_in(fresh, demo)
        fresh.click("Test")
        fresh.wait_until(lambda: bool(fresh.visible(RecipientDialog)))
        fresh.click("Cancel")
        assert fresh.visible(StatusDialog) == []
        assert fresh.text("SMTP host") == "localhost"

    def test_an_address_can_be_given_before_it_is_needed(self, fresh: Driver) -> None:
        fresh.click("Edit")
        fresh.click("Enter your address…")
        enter_address(fresh, "claire@example.com")
        assert fresh.text("Test email recipient") == "claire@example.com"
        assert not any(
            one.isVisible() and "Enter your" in one.text()
            for one in fresh.window.findChildren(QPushButton)
        )


class TestNoEncryption:
    @pytest.fixture(autouse=True)
    def typed(self, fresh: Driver, service: Service) -> None:
        service.configuration.keep_profile(Profile("Claire", "claire@example.com"))
        fresh.click("Edit")
        fresh.choose("Encryption", "None (not recommended)")
        fresh.type("SMTP host", "localhost")
        fresh.type("Port number", "1")
        fresh.type("Sender email", "hub@example.com")
        fresh.type("Username", "hub")
        fresh.type("Password", "secret")

    def test_with_a_login_it_is_said_before_it_happens(self, fresh: Driver) -> None:
        fresh.click("Test")
        fresh.wait_until(lambda: bool(fresh.visible(QMessageBox)))
        asked = fresh.visible(QMessageBox)[0]
        assert "read the username and the password" in asked.informativeText()
        fresh.click("Back to the settings")
        assert fresh.visible(StatusDialog) == []

    def test_it_is_asked_once(self, fresh: Driver) -> None:
        fresh.click("Test")
        fresh.wait_until(lambda: bool(fresh.visible(QMessageBox)))
        fresh.click("Continue without encryption")
        fresh.wait_until(lambda: bool(fresh.visible(StatusDialog)))
        fresh.wait_for_words("network.refused")
        fresh.click("Close")
        fresh.click("Test")
        fresh.wait_for_words("network.refused")
        assert fresh.visible(QMessageBox) == []

    def test_without_a_login_nothing_is_given_away(self, fresh: Driver) -> None:
        QTest.keyClick(fresh.field("SMTP authentication"), Qt.Key.Key_Space)
        fresh.click("Test")
        fresh.wait_for_words("network.refused")
        assert fresh.visible(QMessageBox) == []


class TestAfterAFailure:
    @pytest.fixture(autouse=True)
    def failed(self, driver: Driver) -> None:
        driver.click("Test")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")
        driver.click("Edit")
        driver.type("Password", "wrong")
        driver.click("Save")
        driver.wait_for_words("Saved, but Hub cannot send mail for now.")
        driver.click("Close")

    def test_what_to_do_is_one_click_away(self, driver: Driver) -> None:
        assert driver.says("Mail does not work")
        driver.click("What to do")
        assert driver.says("smtp.auth.rejected")
        assert driver.says("1.")
        driver.click("Copy report")
        report = QGuiApplication.clipboard().text()
        assert "smtp.auth.rejected" in report
        assert "535" in report
        assert "wrong" not in report.replace("is wrong", "")

    def test_it_can_be_tried_again(self, driver: Driver, demo: Demo) -> None:
        driver.click("What to do")
        driver.click("Try again")
        driver.wait_until(lambda: driver.button("Close").isVisible())
        driver.wait_for_words("smtp.auth.rejected")

    def test_the_last_working_configuration_comes_back(self, driver: Driver) -> None:
        driver.click("Restore…")
        driver.click("Restore")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")
        assert driver.says("Mail works")

    def test_restoring_can_be_called_off(self, driver: Driver) -> None:
        driver.click("Restore…")
        driver.click("Cancel")
        assert driver.says("Mail does not work")


class TestUnreadable:
    @pytest.fixture
    def broken(self, service: Service, tmp_path: Path, fresh: Driver) -> Driver:
        (tmp_path / "settings.json").write_text('{"sender": 1}', encoding="utf-8")
        assert isinstance(fresh.window, MainWindow)
        assert fresh.window.email is not None
        fresh.window.email.load()
        return fresh

    def test_nothing_that_cannot_be_read_is_overwritten(self, broken: Driver) -> None:
        assert broken.says("The settings file cannot be read")
        assert not broken.button("Edit").isEnabled()
        assert not [one for one in broken.visible(QPushButton) if "Test" in one.text()]

    def test_why_is_shown(self, broken: Driver) -> None:
        broken.click("What to do")
        assert broken.says("settings.corrupt")
        assert not any(
            one.isVisible() and "Try again" in one.text()
            for one in broken.window.findChildren(QPushButton)
        )


def test_saving_what_is_stored_proves_it_again(driver: Driver, demo: Demo) -> None:
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    demo.inbox.clear()
    driver.click("Edit")
    driver.click("Save")
    driver.wait_for_words("The test mail was accepted")
    assert len(demo.inbox) == 1


def test_what_is_pasted_is_taken_apart_on_demand(driver: Driver) -> None:
    driver.click("Edit")
    driver.type("SMTP host", "smtps://mail.example.com:465")
    driver.wait_for_words("Only the host name is needed here")
    driver.click("Use mail.example.com · 465 · TLS from the start")
    assert driver.text("SMTP host") == "mail.example.com"
    assert driver.text("Port number") == "465"
    assert driver.text("Encryption") == "TLS from the start"
    assert not driver.says("Only the host name is needed here")


class TestAdvanced:
    def test_a_fault_in_what_is_folded_away_opens_it(self, driver: Driver) -> None:
        driver.click("Edit")
        # It is open, because the demo's authority stands in it.
        driver.type("EHLO name", "not a name!")
        driver.click("Advanced")
        driver.click("Save")
        driver.wait_for_words("Enter this computer's full name")
        assert driver.window.focusWidget() is driver.field("EHLO name")

    def test_trusted_certificates_come_from_a_file(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        assert isinstance(driver.window, MainWindow)
        assert driver.window.email is not None
        driver.click("Edit")
        field = driver.window.email._page.page._editors["ca_certificates"]
        assert isinstance(field, PemField)
        field.remove_button.click()
        assert field.value() == ""
        (tmp_path / "ca.pem").write_text(demo.ground.authority * 2, encoding="ascii")
        field.read_file(str(tmp_path / "ca.pem"))
        assert field.about.text().count("hubmail demo, until") == 1
        (tmp_path / "no.pem").write_text("nothing", encoding="ascii")
        field.read_file(str(tmp_path / "no.pem"))
        assert driver.says("No certificate in PEM form was found here.")
        field.read_file(str(tmp_path / "absent.pem"))
        assert driver.says("The file cannot be read")
        assert field.about.text().count("hubmail demo, until") == 1

    def test_settings_that_are_not_on_screen_stay_as_they_are(
        self, driver: Driver, demo: Demo
    ) -> None:
        before = demo.service.configuration.stored()
        assert before is not None
        driver.click("Edit")
        driver.type("Sender email", "second@example.com")
        driver.click("Save")
        driver.wait_for_words("The test mail was accepted")
        after = demo.service.configuration.stored()
        assert after is not None
        assert after.settings.ca_certificates == before.settings.ca_certificates
        assert after.settings.sender == "second@example.com"


def test_fields_are_as_wide_as_what_goes_into_them(driver: Driver) -> None:
    driver.click("Edit")
    host, port = driver.field("SMTP host"), driver.field("Port number")
    assert isinstance(port, LineField)
    assert port.width() < host.width() / 2
    assert port.fontMetrics().horizontalAdvance("65535") < port.width() - 10
