"""The page *Microsoft OAuth 2.0*, driven as a person would, against the stand-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.window.pages import registry
from hubmail_gui.window.pages.certificate_field import CertificateField
from hubmail_gui.window.widgets.buttons import Button
from tests.gui.driving import Driver
from tests.gui.inside import page_of

TYPE = "Authentication type"
MICROSOFT = "Microsoft OAuth 2.0"
GUID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def page(driver: Driver) -> Driver:
    driver.click("Edit")
    driver.choose(TYPE, MICROSOFT)
    return driver


def test_the_sender_comes_along_from_the_other_page(page: Driver) -> None:
    assert page.text("Sender email") == "hub@example.com"


def test_what_was_typed_on_the_other_page_is_there_when_one_returns(page: Driver) -> None:
    page.type("Application ID", GUID)
    page.choose(TYPE, "Username and password")
    page.choose(TYPE, MICROSOFT)
    assert page.text("Application ID") == GUID


@pytest.mark.parametrize(
    "pasted",
    [f"{{{GUID.upper()}}}", f"Application (client) ID : {GUID}", GUID.replace("-", "")],
    ids=["braces", "a line of the portal", "without hyphens"],
)
def test_a_pasted_identifier_is_tidied(page: Driver, pasted: str) -> None:
    page.type("Application ID", pasted)
    assert page.text("Application ID") == GUID


def test_a_secret_id_is_caught_before_anything_is_sent(page: Driver, demo: Demo) -> None:
    page.type("Application ID", GUID)
    page.type("Directory ID", "example.com")
    page.type("Client secret", GUID)
    page.click("Save")
    page.wait_for_words("This is the Secret ID.")
    assert demo.inbox == []
    assert page.text("Application ID") == GUID


def test_the_whole_way_by_graph(driver: Driver, demo: Demo) -> None:
    demo.play("graph")
    assert driver.window.email is not None  # type: ignore[attr-defined]
    driver.window.email.load()  # type: ignore[attr-defined]
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    assert len(demo.inbox) == 1
    assert driver.says("Mail.Send")


def test_the_letter_comes_first_until_there_is_an_application(page: Driver) -> None:
    letter = page.button("Letter to the Microsoft administrator…")
    assert isinstance(letter, Button)
    page.type("Application ID", "")
    assert letter.primary
    page.type("Application ID", GUID)
    assert not letter.primary


def test_the_letter_names_what_was_typed(page: Driver) -> None:
    page.type("Application ID", GUID)
    page.click("Letter to the Microsoft administrator…")
    text = page.visible(QPlainTextEdit)[-1].toPlainText()
    assert GUID in text
    assert "hub@example.com" in text
    assert "New-ManagementRoleAssignment" in text
    page.click("Close")


def test_a_certificate_is_made_here(
    page: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.click("Use a certificate instead…")
    assert page.text("Credential") == "Certificate"
    field = page.visible(CertificateField)[0]
    # The chooser is the platform's: only what it would give is put in its place.
    monkeypatch.setattr(field, "_choose_target", lambda: field.save_public(str(tmp_path / "a.cer")))
    page.click("Make one")
    page.wait_for_words("The private key goes into the keyring when you save.")
    public = (tmp_path / "a.cer").read_text(encoding="ascii")
    assert "BEGIN CERTIFICATE" in public
    assert "PRIVATE" not in public
    assert "PRIVATE KEY" in (field.private_key() or "")
    # A certificate says itself when it ends.
    assert page.says("valid until")
    assert not page.says("Secret expires on")


def test_a_file_that_holds_no_certificate_is_refused_in_words(page: Driver, tmp_path: Path) -> None:
    page.click("Use a certificate instead…")
    assert page.text("Credential") == "Certificate"
    field = page.visible(CertificateField)[0]
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    field.read_file(str(broken))
    page.wait_for_words("The private key is needed here")
    assert field.value() == ""


def test_a_missing_certificate_is_asked_for_at_its_row(page: Driver) -> None:
    page.type("Application ID", GUID)
    page.type("Directory ID", "example.com")
    page.click("Use a certificate instead…")
    page.click("Save")
    page.wait_for_words("This field is mandatory.")
    page.wait_for_words("1 field needs attention.")
    assert page_of(page).complaining() >= {"certificate"}


def test_exchange_online_with_a_password_offers_the_other_page(driver: Driver) -> None:
    driver.click("Edit")
    driver.type("SMTP host", "smtp.office365.com")
    driver.wait_for_words("31 December 2026")
    driver.click("Set up Microsoft OAuth 2.0…")
    assert driver.text(TYPE) == MICROSOFT
    assert driver.text("Sender email") == "hub@example.com"
    assert not driver.says("31 December 2026")


def test_a_password_refused_as_retired_offers_the_other_page(driver: Driver, demo: Demo) -> None:
    demo.play("basic-authentication-ended")
    driver.click("Test")
    driver.wait_until(lambda: any("OAuth" in one.text() for one in driver.visible(QPushButton)))
    driver.click("Set up Microsoft OAuth 2.0…")
    assert driver.text(TYPE) == MICROSOFT


def test_a_certificates_end_is_read_in_the_certificate(demo: Demo) -> None:
    part = demo.part("microsoft-oauth2")
    document: dict[str, Any] = dict(part.document("graph"))
    pair = credentials.make("hub", days=40)
    inner: dict[str, Any] = {**document["authentication"], "credential": "certificate"}
    inner["certificate"] = pair.certificate
    changed = {**document, "authentication": inner, "secret_expires": "2031-05-17"}
    demo.service.changes.put(changed, pair.private_key, Cancel())
    stored = demo.service.configuration.stored()
    assert stored is not None
    facts = {one.label: one.value for one in registry.layout("microsoft-oauth2").lines(stored)}
    assert facts["Certificate expires on"] == pair.ends.isoformat()
    assert "Secret expires on" not in facts
