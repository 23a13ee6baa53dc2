"""A keyring that somebody has to unlock first: the window says that it waits, and for what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.demo import Demo
from hubmail_gui.service.configuration import Configuration, Profile
from hubmail_gui.service.service import Service
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.status_dialog import StatusDialog
from tests.gui.driving import Driver
from tests.secret_service import SessionBus, prompter_that_never_asks, require_programs

pytestmark = pytest.mark.secret_service
WAITS = "Waiting for the keyring of this computer."


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    require_programs()
    with SessionBus() as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        session.start_keyring()
        yield session


@pytest.fixture
def locked(demo: Demo, bus: SessionBus, qtbot: QtBot, tmp_path: Path) -> Iterator[Driver]:
    """The demo's settings in a folder of their own, their secret in a keyring that is locked."""
    service = Service(Configuration(str(tmp_path / "settings")))
    service.configuration.keep_profile(Profile("Claire", "claire@example.com"))
    part = demo.part("password")
    route = part.routes[0]
    service.changes.put(part.document(route), part.secret(route), Cancel())
    bus.lock_keyring()
    window = MainWindow(service, administrator=True)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Driver(window, qtbot)
    assert window.email is not None
    window.email.cancel()
    window._closing = True
    window.close()


def dialogs_words(driver: Driver) -> list[str]:
    (dialog,) = driver.visible(StatusDialog)
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def test_it_says_that_it_waits_and_ends_at_cancel(locked: Driver, bus: SessionBus) -> None:
    with prompter_that_never_asks(bus.environment["DBUS_SESSION_BUS_ADDRESS"]) as ordered:
        locked.click("Test")
        locked.wait_until(ordered.is_set)
        locked.wait_for_words(WAITS)
        said = dialogs_words(locked)
        assert not [one for one in said if "A test mail goes to" in one]
        assert not [one for one in said if "\u2022" in one]
        locked.click("Cancel")
        locked.wait_for_words("The test was cancelled")
    assert not any(WAITS in one for one in dialogs_words(locked))


def test_without_a_screen_to_ask_on_it_is_locked_and_nothing_else(locked: Driver) -> None:
    locked.click("Test")
    locked.wait_for_words("The keyring is locked")
    (dialog,) = locked.visible(StatusDialog)
    assert dialog.windowTitle() == "The keyring is locked"
    assert not dialog.field_button.isVisible()
    said = dialogs_words(locked)
    assert not [one for one in said if "hubmail test" in one or "--" in one]
    assert not [one for one in said if "A test mail goes to" in one]
