"""*Replace the secret…*: proven beside the live one, swapped only then, and one *Undo*."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.demo.smtp import PASSWORD
from hubmail_gui.window.dialogs.secret import SecretDialog
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.widgets.buttons import Button
from tests.gui.driving import Driver

NEW = "another long secret"


def opened(driver: Driver) -> SecretDialog:
    driver.click("More")
    driver.click("Replace the secret…")
    return driver.visible(SecretDialog)[0]


def kept(demo: Demo) -> str:
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert stored.secret is not None
    return demo.service.configuration.store.secret(stored.secret, Cancel())


def replace(driver: Driver, secret: str, ends: str = "") -> None:
    opened(driver)
    driver.type("Password", secret)
    driver.type("Its last day, if it has one", ends)
    driver.click("Test and replace")


def test_one_that_works_takes_the_place_of_the_old_one(driver: Driver, demo: Demo) -> None:
    demo.part("password").mailbox.passwords.add(NEW)
    replace(driver, NEW, "2031-05-17")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert kept(demo) == NEW
    assert len(demo.inbox) == 1  # one proof is enough
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert stored.settings.secret_expires == "2031-05-17"
    assert driver.says("Mail works")


def test_one_that_is_refused_changes_nothing_and_leads_to_no_field(
    driver: Driver, demo: Demo
) -> None:
    before = demo.service.configuration.stored()
    replace(driver, "wrong")
    driver.wait_for_words("The stored secret is still the old one, and Hub goes on with it.")
    offered = [one.text() for one in driver.visible(Button)]
    assert "Try again" in offered
    assert "Show the field" not in offered
    driver.click("Close")
    assert demo.service.configuration.stored() == before
    assert kept(demo) == PASSWORD
    # The field of the stored password has done nothing wrong.
    driver.click("Edit")
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    assert driver.window.email._page.page.complaining() == set()


def test_undo_puts_the_old_one_back_once(driver: Driver, demo: Demo) -> None:
    demo.part("password").mailbox.passwords.add(NEW)
    replace(driver, NEW, "2031-05-17")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    driver.wait_for_words("the old one can be put back")
    driver.click("Undo")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert kept(demo) == PASSWORD
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert stored.settings.secret_expires is None
    assert not driver.says("the old one can be put back")


def test_the_way_back_survives_another_language_and_ends_with_another_change(
    driver: Driver, demo: Demo
) -> None:
    demo.part("password").mailbox.passwords.add(NEW)
    replace(driver, NEW)
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert isinstance(driver.window, MainWindow)
    driver.window.rebuild()
    driver.wait_for_words("the old one can be put back")
    driver.click("Edit")
    driver.type("Sender name", "Hub two")
    driver.click("Save")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    assert not driver.says("the old one can be put back")
    assert kept(demo) == NEW


def test_what_cannot_be_right_is_said_before_anything_is_sent(driver: Driver, demo: Demo) -> None:
    dialog = opened(driver)
    assert not dialog.replace_button.isEnabled()
    driver.type("Password", NEW)
    driver.type("Its last day, if it has one", "May")
    driver.click("Test and replace")
    assert dialog.isVisible()
    assert dialog.problem.text()
    assert demo.inbox == []


def test_enter_on_another_button_replaces_nothing(driver: Driver, demo: Demo) -> None:
    dialog = opened(driver)
    driver.type("Password", NEW)
    cancel = driver.button("Cancel")
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()
    assert demo.inbox == []
    assert kept(demo) == PASSWORD


def test_a_file_that_can_be_read_ends_the_complaint(
    driver: Driver, demo: Demo, tmp_path: Path
) -> None:
    dialog = opened(driver)
    dialog.read_file(str(tmp_path))
    assert driver.says("The file cannot be read")
    (tmp_path / "new.txt").write_text(NEW, "utf-8")
    dialog.read_file(str(tmp_path / "new.txt"))
    assert not driver.says("The file cannot be read")


def test_a_file_gives_it_without_its_line_end(driver: Driver, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    file.write_text(NEW + "\n", "utf-8")
    demo.part("password").mailbox.passwords.add(NEW)
    dialog = opened(driver)
    dialog.read_file(str(file))
    driver.click("Test and replace")
    driver.wait_for_words("The test mail was accepted")
    assert kept(demo) == NEW


def test_the_help_opens_at_its_heading(driver: Driver) -> None:
    dialog = opened(driver)
    QTest.mouseClick(dialog.help_button, Qt.MouseButton.LeftButton)
    driver.wait_until(lambda: bool(driver.visible(HelpWindow)))
    window = driver.visible(HelpWindow)[0]
    driver.wait_until(lambda: "Replace a password or a client secret" in window.headings_in_view())
    window.close()
    dialog.reject()
