"""*Replace the certificate…*: made and kept, uploaded by others, proven, swapped, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.demo.microsoft import MicrosoftPart
from hubmail_gui.demo.microsoft.directory import Directory
from hubmail_gui.service.configuration import Configuration, Profile
from hubmail_gui.service.persistence import Persistence
from hubmail_gui.window.dialogs.certificate import CertificateDialog
from hubmail_gui.window.letter_dialog import LetterDialog
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.recipient_dialog import RecipientDialog
from hubmail_gui.window.watching import Watching
from tests.gui.driving import Driver
from tests.servers.microsoft import key_pair


@pytest.fixture
def directory(driver: Driver, demo: Demo) -> Iterator[Directory]:
    """The demo's application signs in with a certificate that its directory knows."""
    part = demo.part("microsoft-oauth2")
    assert isinstance(part, MicrosoftPart)
    part.reset()
    found = part.cloud.directory
    before, found.certificates = found.certificates, [key_pair().certificate]
    document = part.document("graph")
    inner = document["authentication"]
    assert isinstance(inner, dict)
    document["authentication"] = {
        **inner, "credential": "certificate", "certificate": key_pair().certificate,
    }  # fmt: skip
    demo.service.changes.put(document, key_pair().private_key, Cancel())
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    driver.window.email.load()
    yield found
    demo.service.configuration.store.drop_next(Cancel())
    found.certificates = before


def opened(driver: Driver) -> CertificateDialog:
    driver.click("More")
    driver.click("Replace the certificate…")
    dialog = driver.visible(CertificateDialog)[0]
    driver.wait_until(lambda: not dialog.busy)
    return dialog


def made(driver: Driver, tmp_path: Path) -> str:
    """Make the pair and close the dialog; its certificate as saved."""
    dialog = opened(driver)
    assert driver.says("No next pair yet")
    driver.click("Make the next pair")
    driver.wait_until(lambda: not dialog.busy)
    thumbprint = driver.text("Thumbprint").replace(" ", "")
    file = tmp_path / "next.cer"
    dialog.save(str(file))
    driver.click("Letter…")
    letter = driver.visible(LetterDialog)[0]
    assert thumbprint[:8] in letter.findChildren(QPlainTextEdit)[0].toPlainText()
    letter.reject()
    dialog.reject()
    content = file.read_text("ascii")
    assert "PRIVATE" not in content
    return content


def in_force(demo: Demo) -> str:
    stored = demo.service.configuration.stored()
    assert stored is not None
    inner = core_settings.write(stored.settings)["authentication"]
    assert isinstance(inner, dict)
    return str(inner["certificate"]).strip()


def test_once_it_is_uploaded_it_is_tested_and_put_in_force(
    driver: Driver, demo: Demo, directory: Directory, tmp_path: Path
) -> None:
    new = made(driver, tmp_path)
    opened(driver)
    driver.click("Test and replace")
    driver.wait_for_words("The certificate in force is still the old one")
    assert in_force(demo) == key_pair().certificate.strip()
    directory.certificates.append(new)
    driver.click("Try again")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert in_force(demo) == new.strip()
    driver.wait_for_words("the old one can be put back")
    driver.click("Undo")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert in_force(demo) == key_pair().certificate.strip()


@pytest.mark.parametrize("button", ["Test and replace", "Try until it is known"])
def test_whom_the_test_mail_goes_to_is_asked_first(
    button: str, driver: Driver, demo: Demo, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(driver)
    driver.click("Make the next pair")
    driver.wait_until(lambda: driver.button(button).isVisible())
    monkeypatch.setattr(Configuration, "profile", lambda _own: Profile("Claire", "", ""))
    driver.click(button)
    driver.wait_until(lambda: bool(driver.visible(RecipientDialog)))
    driver.click("Cancel")
    assert in_force(demo) == key_pair().certificate.strip()


def test_it_is_tried_until_the_directory_knows_it(
    driver: Driver, demo: Demo, directory: Directory, tmp_path: Path
) -> None:
    new = made(driver, tmp_path)
    watching = Watching.on(demo.service, driver.window)
    watching.how = Persistence(every=0.05, total=600.0)
    opened(driver)
    driver.click("Try until it is known")
    driver.wait_until(lambda: bool(watching.tries))
    directory.certificates.append(new)
    driver.wait_until(lambda: not watching.running)
    driver.wait_for_words("It works since")
    assert in_force(demo) == new.strip()
    assert driver.says("Mail works")
