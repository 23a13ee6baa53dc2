"""The page *Google Workspace*: a key file chosen or pasted, its mistakes, and the letter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from hubmail_gui.demo.google import GooglePart
from hubmail_gui.window.pages.google_page import GooglePage
from hubmail_gui.window.widgets.buttons import Button

if TYPE_CHECKING:
    from pathlib import Path

    from hubmail_gui.demo import Demo
    from tests.gui.driving import Driver


@pytest.fixture
def google(demo: Demo, driver: Driver) -> GooglePart:
    """The window on settings for Google, being edited."""
    part = demo.part("google-workspace")
    assert isinstance(part, GooglePart)
    demo.play("google-smtp")
    driver.window.email.load()  # type: ignore[attr-defined]
    driver.click("Edit")
    return part


def page(driver: Driver) -> GooglePage:
    shown = driver.window.email._page.page  # type: ignore[attr-defined]
    assert isinstance(shown, GooglePage)
    return shown


def paste(driver: Driver, text: str) -> None:
    """Put ``text`` into the key's field as from the clipboard, line ends and all."""
    field = driver.field("Service account key")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    QGuiApplication.clipboard().setText(text)
    field.paste()


def test_a_chosen_file_is_tested(
    google: GooglePart, driver: Driver, demo: Demo, tmp_path: Path
) -> None:
    path = tmp_path / "key.json"
    path.write_text(google.secret("smtp"), "utf-8")
    page(driver).read_file(str(path))
    driver.click("Test")
    driver.wait_for_words("These settings work. They are not saved yet.")
    assert len(demo.inbox) == 1
    driver.click("Close")


def test_a_pasted_file_is_saved_and_tested(google: GooglePart, driver: Driver, demo: Demo) -> None:
    paste(driver, google.secret("smtp"))
    driver.choose("Route", "Gmail API")
    driver.click("Save")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert len(demo.inbox) == 1
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert stored.settings.type == "google-workspace"
    assert driver.says("Stored")


def test_another_file_is_named_at_the_field(
    google: GooglePart, driver: Driver, tmp_path: Path
) -> None:
    path = tmp_path / "client.json"
    path.write_text(json.dumps({"installed": {}}), "utf-8")
    page(driver).read_file(str(path))
    assert driver.says("This is the file of an OAuth client (“installed”).")
    (tmp_path / "key.p12").write_bytes(b"0\x82\x0a\x06\x02\x01\x03" + bytes(100))
    page(driver).read_file(str(tmp_path / "key.p12"))
    assert driver.says("This is a key in the old form P12.")


def test_other_end_points_ask_for_the_key_again(google: GooglePart, driver: Driver) -> None:
    driver.type("Sign-in address", "https://other.example.com")
    driver.click("Test")
    driver.wait_for_words("Where the secret is sent has changed (Endpoints).")


def comes_first(driver: Driver) -> bool:
    letter = driver.button("Letter to the Google administrator…")
    assert isinstance(letter, Button)
    return letter.primary


def test_the_letter_comes_first_until_there_is_a_key(google: GooglePart, driver: Driver) -> None:
    page(driver).load(None)
    assert comes_first(driver)
    paste(driver, google.secret("smtp"))
    assert not comes_first(driver)
    page(driver).load(None)
    assert comes_first(driver)


def test_the_letter_names_the_account_that_was_typed(google: GooglePart, driver: Driver) -> None:
    paste(driver, google.secret("smtp"))
    driver.click("Letter to the Google administrator…")
    text = driver.visible(QPlainTextEdit)[-1].toPlainText()
    assert "104938217465738291045" in text
    assert "https://mail.google.com/" in text
    driver.click("Close")
