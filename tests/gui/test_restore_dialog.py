"""*Restore the last working settings*: which they are and what changes, before it happens."""

from __future__ import annotations

from pathlib import Path

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.window.dialogs.restore import RestoreDialog
from hubmail_gui.window.main_window import MainWindow
from tests.gui.driving import Driver


def broken(driver: Driver, demo: Demo) -> int:
    """Settings that passed their test, and others since that fail; the port of the good ones."""
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    part = demo.part("password")
    document = part.document("password")
    inner = document["authentication"]
    assert isinstance(inner, dict)
    changed = {**document, "authentication": {**inner, "port": 1}}
    demo.service.changes.put(changed, "another", Cancel())
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    driver.window.email.load()
    driver.click("Test")
    driver.wait_for_words("To be done by")
    driver.click("Close")
    driver.click("Restore…")
    return part.mailbox.port


def test_it_says_which_and_what_changes_and_then_tests(driver: Driver, demo: Demo) -> None:
    port = broken(driver, demo)
    who = demo.service.configuration.account.login
    assert driver.says(f"localhost:{port}, tested today at ")
    assert driver.says(f"by {who}")
    assert driver.text("Port number") == f"1 → {port}"
    assert driver.text("Password") == "changed"
    driver.click("Restore")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    stored = demo.service.configuration.stored()
    assert stored is not None
    assert getattr(stored.settings.authentication, "port", None) == port


def test_damaged_settings_give_way_to_the_last_good_ones(driver: Driver, demo: Demo) -> None:
    driver.click("Test")
    driver.wait_for_words("The test mail was accepted")
    driver.click("Close")
    path = Path(demo.service.configuration.folder) / "settings.json"
    path.write_text("{", encoding="utf-8")
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    driver.window.email.load()
    driver.click("Restore…")
    assert driver.says("The present settings are damaged")
    assert driver.says("settings.json.damaged")
    driver.click("Restore")
    driver.wait_for_words("The test mail was accepted")
    assert driver.says(f"The damaged settings are kept in {path}.damaged")
    driver.click("Close")
    assert demo.service.configuration.stored() is not None
    assert Path(f"{path}.damaged").read_text("utf-8") == "{"


def test_cancel_changes_nothing(driver: Driver, demo: Demo) -> None:
    broken(driver, demo)
    before = demo.service.configuration.stored()
    dialog = driver.visible(RestoreDialog)[0]
    dialog.reject()
    assert demo.service.configuration.stored() == before
