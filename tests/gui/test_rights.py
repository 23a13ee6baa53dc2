"""What is seen by others than administrators, and by who has to ask for rights first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hubmail_gui.demo import Demo
from hubmail_gui.window.main_window import MainWindow
from tests.gui.driving import Driver, show_active
from tests.gui.inside import window_of

Open = Callable[..., Driver]


@pytest.fixture
def opened(demo: Demo, qtbot: QtBot) -> Iterator[Open]:
    """Opens windows on the demo, and puts them away."""
    windows: list[MainWindow] = []

    def open_window(*, administrator: bool = True) -> Driver:
        window = MainWindow(demo.service, administrator=administrator)
        windows.append(window)
        show_active(qtbot, window)
        return Driver(window, qtbot)

    yield open_window
    for window in windows:
        window._closing = True
        window.close()
        window.deleteLater()


def test_others_than_administrators_see_their_profile_alone(opened: Open) -> None:
    driver = opened(administrator=False)
    window = window_of(driver)
    assert driver.says("Settings can be changed by administrators of this computer only.")
    assert not window.back_button.isVisible()
    QTest.mouseClick(window.profile_button, Qt.MouseButton.LeftButton)
    assert window.menu is not None
    # What explains a message knows nothing of the configuration.
    offered = ["Profile", "Explain a message…", "Help", "About"]
    assert [one.text() for one in window.menu.buttons] == offered


class TestRights:
    @pytest.fixture
    def locked(self, demo: Demo, qtbot: QtBot) -> Iterator[Driver]:
        window = MainWindow(demo.service, administrator=False, may_elevate=True)
        show_active(qtbot, window)
        yield Driver(window, qtbot)
        window._closing = True
        window.close()
        window.deleteLater()

    def test_who_may_have_them_sees_the_page_and_a_shield(
        self, locked: Driver, qtbot: QtBot
    ) -> None:
        assert locked.text("SMTP host") == "localhost"
        edit = locked.button("Edit")
        locked.wait_until(lambda: not edit.icon().isNull())
        with qtbot.waitSignal(window_of(locked).restart_wanted):
            locked.click("Edit")
        assert not [one for one in locked.visible(QPushButton) if "Save" in one.text()]
