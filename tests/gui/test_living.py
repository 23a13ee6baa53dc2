"""What is done once in a while, with a marked secret: it is in no text, for no eye and no screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from hubmail_gui.core.masking import occurs
from hubmail_gui.demo import Demo
from hubmail_gui.demo.smtp import PASSWORD
from hubmail_gui.window.dialogs.bundle import BundleDialog
from hubmail_gui.window.dialogs.secret import SecretDialog
from tests.gui.driving import Driver

NEW = "another marked secret"


def texts(root: QWidget) -> Iterator[str]:
    """All that can be seen or heard in a window, hidden parts included."""
    for widget in root.findChildren(QWidget):
        yield widget.toolTip()
        heard = QAccessible.queryAccessibleInterface(widget)
        if heard.isValid():
            for kind in (
                QAccessible.Text.Name,
                QAccessible.Text.Description,
                QAccessible.Text.Value,
            ):
                yield heard.text(kind)
            spoken = heard.textInterface()
            if spoken is not None:
                yield spoken.text(0, spoken.characterCount())
        if isinstance(widget, QLabel):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.displayText()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()


def search(driver: Driver, demo: Demo) -> None:
    """Fail where either secret is in the window, the clipboard or a file."""
    seen = "\n".join((*texts(driver.window), QGuiApplication.clipboard().text())).encode()
    folder = Path(demo.service.configuration.folder)
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for secret in (PASSWORD, NEW):
        assert not any(occurs(secret, content) for content in (seen, *files))


def close(driver: Driver) -> None:
    driver.wait_for_words("The test mail was accepted")
    driver.click("Copy report")
    driver.click("Close")


def test_replaced_undone_and_bundled_it_is_never_shown(
    driver: Driver, demo: Demo, tmp_path: Path
) -> None:
    demo.part("password").mailbox.passwords.add(NEW)
    driver.click("More")
    driver.click("Replace the secret…")
    dialog = driver.visible(SecretDialog)[0]
    driver.type("Password", NEW)
    search(driver, demo)
    assert not occurs(NEW, "\n".join(texts(dialog)).encode())
    driver.click("Test and replace")
    close(driver)
    search(driver, demo)
    driver.click("Undo")
    close(driver)
    search(driver, demo)
    driver.click("More")
    driver.click("History…")
    driver.wait_for_words("lines")
    search(driver, demo)
    driver.click("Close")
    driver.click("More")
    driver.click("Support bundle…")
    bundle = driver.visible(BundleDialog)[0]
    file = tmp_path / "support.json"
    bundle.save(str(file))
    driver.wait_until(lambda: not bundle.busy)
    search(driver, demo)
    assert not any(occurs(secret, file.read_bytes()) for secret in (PASSWORD, NEW))
    bundle.reject()
