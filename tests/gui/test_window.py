"""The way through the window: back, unsaved changes, language, closing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from hubmail_gui.core import texts
from hubmail_gui.demo import Demo
from hubmail_gui.window.status_dialog import StatusDialog
from tests.gui.driving import Driver
from tests.gui.inside import window_of
from tests.servers.loopback import LoopbackServer, Peer


def test_the_menu_leads_to_settings_and_from_there_to_the_configuration(driver: Driver) -> None:
    driver.click("Profile")
    driver.click("Settings")
    assert driver.says("How Hub mails its users: password resets, approvals, alerts.")
    driver.click("Email configuration")
    assert driver.button("Edit").isVisible()


def test_the_way_back_is_the_page_one_came_from(driver: Driver) -> None:
    window = window_of(driver)
    assert window.back_button.accessibleName() == "Settings"
    QTest.mouseClick(window.back_button, Qt.MouseButton.LeftButton)
    assert not window.back_button.isVisible()
    driver.click("Email configuration")
    window.show_page("profile")
    assert window.back_button.accessibleName() == "Email configuration"


class TestUnsavedChanges:
    @pytest.fixture(autouse=True)
    def typed(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.type("Sender email", "other@example.com")

    def test_closing_asks_and_may_be_called_off(self, driver: Driver) -> None:
        driver.window.close()
        assert driver.window.isVisible()
        driver.click("Keep editing")
        assert driver.text("Sender email") == "other@example.com"

    def test_they_are_dropped_on_demand(self, driver: Driver, demo: Demo) -> None:
        driver.window.close()
        driver.click("Discard changes")
        assert not driver.window.isVisible()
        stored = demo.service.configuration.stored()
        assert stored is not None
        assert stored.settings.sender == "hub@example.com"

    def test_they_are_saved_on_demand_and_then_one_goes_on(
        self, driver: Driver, demo: Demo
    ) -> None:
        window = window_of(driver)
        QTest.mouseClick(window.back_button, Qt.MouseButton.LeftButton)
        driver.visible(QMessageBox)[0].buttons()
        saving = [one for one in driver.visible(QMessageBox)[0].buttons() if "Save" in one.text()]
        QTest.mouseClick(saving[0], Qt.MouseButton.LeftButton)
        driver.wait_for_words("The test mail was accepted")
        stored = demo.service.configuration.stored()
        assert stored is not None
        assert stored.settings.sender == "other@example.com"
        driver.click("Close")
        driver.wait_for_words("How Hub mails its users")

    def test_nothing_is_asked_once_they_are_taken_back(self, driver: Driver) -> None:
        driver.type("Sender email", "hub@example.com")
        driver.click("Cancel")
        assert driver.button("Edit").isVisible()
        assert driver.visible(QMessageBox) == []


def test_the_language_changes_at_once_and_nothing_typed_is_lost(driver: Driver, demo: Demo) -> None:
    window = window_of(driver)
    driver.click("Edit")
    driver.type("SMTP host", "typed.example.com")
    driver.choose("Encryption", "TLS from the start")
    texts.use("fr")
    window.rebuild()
    driver.wait_for_words("Configuration de l'adresse e-mail")
    assert driver.text("Hôte SMTP") == "typed.example.com"
    assert driver.text("Chiffrement") == "TLS dès la connexion"
    assert driver.button("Enregistrer").isVisible()
    texts.use("en")
    window.rebuild()
    driver.wait_for_words("Email configuration")
    assert driver.text("SMTP host") == "typed.example.com"


class TestWhileATestRuns:
    @pytest.fixture
    def silent(self) -> Iterator[LoopbackServer]:
        """A server that takes the connection and never says a word."""

        def say_nothing(peer: Peer) -> None:
            peer.hold()

        with LoopbackServer(say_nothing) as server:
            yield server

    @pytest.fixture
    def running(self, driver: Driver, silent: LoopbackServer) -> Driver:
        driver.click("Edit")
        driver.type("Port number", str(silent.port))
        driver.type("Password", "anything")
        driver.click("Test")
        driver.wait_until(lambda: bool(self.rows(driver, "192.0.2.0", "127.0.0.1")))
        return driver

    def rows(self, driver: Driver, *addresses: str) -> list[str]:
        dialogs = driver.visible(StatusDialog)
        rows = dialogs[0].ladder.rows.values() if dialogs else []
        return [
            row.detail.value()
            for row in rows
            if any(address in row.detail.value() for address in addresses)
        ]

    def test_cancel_ends_it_and_says_so(self, running: Driver) -> None:
        running.click("Cancel")
        running.wait_for_words("The test was cancelled")
        assert running.button("Close").isVisible()
        running.click("Close")
        assert running.visible(StatusDialog) == []

    def test_escape_does_the_same(self, running: Driver) -> None:
        QTest.keyClick(running.visible(StatusDialog)[0], Qt.Key.Key_Escape)
        running.wait_for_words("The test was cancelled")
        QTest.keyClick(running.visible(StatusDialog)[0], Qt.Key.Key_Escape)
        assert running.visible(StatusDialog) == []

    def test_the_dialog_closes_as_soon_as_it_has_ended(self, running: Driver) -> None:
        running.visible(StatusDialog)[0].close()
        running.wait_until(lambda: not running.visible(StatusDialog))

    def test_closing_the_window_ends_it_and_then_asks_for_the_changes(
        self, running: Driver
    ) -> None:
        running.window.close()
        running.wait_until(lambda: bool(running.visible(QMessageBox)))
        assert running.window.isVisible()
        running.click("Discard changes")
        assert not running.window.isVisible()


def test_about_and_help_open(driver: Driver) -> None:
    driver.click("Profile")
    driver.click("About")
    assert driver.says("Licences")
    driver.click("Close")
    driver.click("Profile")
    driver.click("Help")
    titles = [one.windowTitle() for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert "Help" in titles
