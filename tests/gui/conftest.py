"""The real window on a throw-away configuration beside the demo's real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hubmail_gui import demo as demos
from hubmail_gui.demo import Demo
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.window import immortal
from hubmail_gui.window.main_window import MainWindow
from tests.gui.driving import Driver, show_active

# All tests of the window run in one process: see there.
immortal.keep()


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """Take away what a test leaves: a change of style or font is told to every widget there is."""
    yield
    for window in qapp.topLevelWidgets():
        if window.parent() is None:
            window.hide()
            window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="module")
def running_demo() -> Iterator[Demo]:
    """The demo's servers, started once for a file."""
    with demos.running() as demo:
        yield demo


@pytest.fixture
def demo(running_demo: Demo) -> Demo:
    """The demo, with working settings that nobody has tested yet."""
    running_demo.play("password")
    running_demo.inbox.clear()
    return running_demo


@pytest.fixture
def driver(demo: Demo, qtbot: QtBot) -> Iterator[Driver]:
    """A hand on the window of the demo, opened as an administrator."""
    window = MainWindow(demo.service, administrator=True)
    show_active(qtbot, window)
    yield Driver(window, qtbot)
    assert window.email is not None
    window.email.cancel()
    window._closing = True
    window.close()


@pytest.fixture
def empty(tmp_path: Path, qtbot: QtBot) -> Driver:
    """A hand on the window of somebody who has set nothing up yet."""
    tmp_path.chmod(0o700)
    window = MainWindow(Service(Configuration(str(tmp_path))), administrator=True)
    qtbot.addWidget(window, before_close_func=_leave)
    show_active(qtbot, window)
    return Driver(window, qtbot)


def _leave(window: MainWindow) -> None:
    """Whatever was typed: nothing asks whether to save it."""
    window._closing = True
