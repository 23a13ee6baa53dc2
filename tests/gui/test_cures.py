"""After a test, in the real window against real servers: what is mended or kept at one press."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton

from hubmail_gui.demo import Demo
from hubmail_gui.window.cures import Cure
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.edged import Edged
from hubmail_gui.window.widgets.pem_field import PemField
from tests.gui.driving import Driver
from tests.gui.inside import page_of

PASSWORD = "correct horse battery staple"


def edged(driver: Driver, label: str) -> bool:
    field = driver.field(label)
    assert isinstance(field, Edged)
    return field.is_wrong


class TestSaveNow:
    @pytest.fixture(autouse=True)
    def proven(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.type("Sender email", "other@example.com")
        driver.click("Test")
        driver.wait_for_words("The test mail was accepted")

    def test_what_was_proven_is_stored_without_another_mail(
        self, driver: Driver, demo: Demo
    ) -> None:
        driver.click("Save now")
        driver.wait_for_words("Saved. Hub uses these settings from now on.")
        stored, good = demo.service.configuration.stored(), demo.service.configuration.last_good()
        assert stored is not None
        assert stored.settings.sender == "other@example.com"
        assert good == stored
        assert len(demo.inbox) == 1
        driver.click("Close")
        assert driver.says("Mail works")
        assert driver.button("Edit").isVisible()

    def test_its_receipt_can_be_confirmed_after_the_dialog_is_closed(
        self, driver: Driver, demo: Demo
    ) -> None:
        driver.click("Save now")
        driver.wait_for_words("Saved. Hub uses these settings from now on.")
        driver.click("Close")
        last = demo.service.configuration.last_test()
        assert last is not None
        driver.type("Code in the mail", "000000")
        driver.click("Confirm receipt")
        assert driver.says("This is not the code of the last test mail.")
        driver.type("Code in the mail", str(last.result.receipt_code))
        driver.click("Confirm receipt")
        driver.wait_for_words("and received.")
        assert not driver.says("Code in the mail")

    def test_a_test_of_what_is_stored_has_nothing_to_save(self, driver: Driver) -> None:
        driver.click("Close")
        driver.click("Cancel")
        driver.click("Discard changes")
        driver.click("Test")
        driver.wait_for_words("The test mail was accepted")
        assert not [one for one in driver.visible(QPushButton) if one.text() == "Save now"]
        driver.click("Close")


class TestWhatTheDialogSaid:
    @pytest.fixture(autouse=True)
    def refused(self, driver: Driver) -> None:
        driver.click("Edit")
        driver.type("Password", "wrong")
        driver.click("Test")
        driver.wait_for_words("smtp.auth.rejected")
        driver.click("Close")

    def test_it_stays_at_the_field_until_that_changes(self, driver: Driver) -> None:
        field = driver.field("Password")
        assert isinstance(field, QLineEdit)
        assert field.accessibleDescription() == "localhost rejected the username or the password"
        assert driver.says("localhost rejected the username or the password")
        assert edged(driver, "Password")
        driver.type("Sender email", "third@example.com")
        assert edged(driver, "Password")
        driver.type("Password", "another")
        assert not edged(driver, "Password")
        assert not driver.says("localhost rejected")

    def test_or_until_a_test_passes(self, driver: Driver) -> None:
        page_of(driver).restore({page_of(driver).secret_key: PASSWORD})
        driver.click("Test")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")
        assert not driver.says("localhost rejected")


class TestTrust:
    @pytest.fixture(autouse=True)
    def untrusted(self, driver: Driver) -> None:
        driver.click("Edit")
        field = page_of(driver)._editors["ca_certificates"]
        assert isinstance(field, PemField)
        field.remove_button.click()
        driver.type("Password", PASSWORD)
        driver.click("Test")
        driver.wait_for_words("tls.certificate.")

    def test_a_certificate_is_trusted_for_this_host_once_that_is_confirmed(
        self, driver: Driver, demo: Demo
    ) -> None:
        assert driver.says("Certificate as presented")
        driver.click("Trust this certificate…")
        (asked,) = driver.visible(QMessageBox)
        assert "It counts for this server only" in asked.informativeText()
        assert "SHA-256" in asked.informativeText()
        driver.click("Trust it for this server")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Save now")
        driver.wait_for_words("Saved. Hub uses these settings from now on.")
        stored = demo.service.configuration.stored()
        assert stored is not None
        assert stored.settings.pinned_sha256
        actions = [entry["action"] for entry in demo.service.configuration.history()]
        assert "trusted" in actions
        driver.click("Close")

    def test_after_a_save_the_password_that_was_just_typed_is_not_asked_for_again(
        self, driver: Driver, demo: Demo
    ) -> None:
        driver.click("Close")
        driver.click("Save")
        driver.wait_for_words("tls.certificate.")
        driver.click("Trust this certificate…")
        driver.click("Trust it for this server")
        driver.wait_for_words("The test mail was accepted")
        stored = demo.service.configuration.stored()
        assert stored is not None
        assert stored.settings.pinned_sha256
        driver.click("Close")

    def test_once_the_dialog_is_closed_it_is_forgotten(self, driver: Driver) -> None:
        driver.click("Close")
        driver.click("Save")
        driver.wait_for_words("tls.certificate.")
        driver.click("Close")
        driver.click("What to do")
        driver.click("Trust this certificate…")
        driver.click("Trust it for this server")
        driver.wait_for_words("Enter it again, so that it cannot go to the wrong place.")

    def test_nothing_is_trusted_without_a_yes(self, driver: Driver, demo: Demo) -> None:
        before = len(list(demo.service.configuration.history()))
        driver.click("Trust this certificate…")
        driver.click("Do not trust it")
        assert driver.says("tls.certificate.")
        assert len(list(demo.service.configuration.history())) == before
        driver.click("Close")

    def test_an_authority_comes_from_a_file(
        self, driver: Driver, demo: Demo, tmp_path: Path
    ) -> None:
        assert isinstance(driver.window, MainWindow)
        assert driver.window.email is not None
        path = tmp_path / "ca.pem"
        path.write_text(demo.ground.authority, encoding="ascii")
        after, dialog = driver.window.email.after, driver.window.email.actions.flow.dialog
        assert dialog is not None
        # The chooser is the platform's: this is what it gives.
        after._cures.trust_file(str(path), dialog, Cure("", trust="ca_certificates", host="h"))
        (asked,) = driver.visible(QMessageBox)
        assert "hubmail demo, until" in asked.informativeText()
        driver.click("Trust it for this server")
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")


def test_a_suggestion_changes_the_settings_and_tries_again(driver: Driver, demo: Demo) -> None:
    right = str(demo.part("password").mailbox.port)
    driver.click("Edit")
    driver.type("Port number", "1")
    driver.type("Password", PASSWORD)
    driver.click("Test")
    driver.wait_for_words("network.refused")
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    dialog = driver.window.email.actions.flow.dialog
    assert dialog is not None
    dialog.cure_taken.emit(Cure("Use the right port", {"port": int(right)}))
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert driver.text("Port number") == right
