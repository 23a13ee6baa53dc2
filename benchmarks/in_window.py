"""Runs one test in the real window, as a person would, and watches the event loop meanwhile.

Reads a JSON object from standard input (``folder``, ``document``, ``secret``, ``cancel``) and
writes one: ``pause_ms``, ``cancel_ms`` and the result's fault ``code``. Without a document it
watches an empty window instead.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow

from benchmarks.mail_server import RECIPIENT
from hubmail_gui.window.app import come_to_rest

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result
    from hubmail_gui.window.main_window import MainWindow
    from hubmail_gui.window.pages.email_page import EmailPage

# Long enough in a step that waits for good, short enough for many runs.
CANCEL_AFTER_MS = 300
EMPTY_MS = 1000
SETTLE_MS = 500
LIMIT_MS = 60_000
# What the program itself adds to a stored configuration.
ADDED = {"schema": 1, "revision": 1, "saved_at": "2026-11-23T14:02:00+01:00", "saved_by": "claire"}


class Heartbeat(QObject):
    """Beats every millisecond and remembers the longest time between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Count from now."""
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


class Rider(QObject):
    """Presses Edit and Test, and Cancel if so asked, and ends the program with the result."""

    def __init__(self, window: MainWindow, heartbeat: Heartbeat, order: dict[str, Any]) -> None:
        super().__init__(window)
        assert window.email is not None
        self.answer: dict[str, Any] = {}
        self._window = window
        self._page = cast("EmailPage", window.stack.currentWidget())
        self._heartbeat = heartbeat
        self._order = order
        self._clicked_at = 0.0
        window.email.actions.flow.finished.connect(self._finished)

    def start(self) -> None:
        """Begin, as soon as the window has come to rest."""
        click(self._page.edit_button)
        if self._order["secret"]:
            page = self._page.page
            page.restore({page.secret_key: self._order["secret"]})
        self._heartbeat.start()
        click(self._page.test_button)
        if self._order["cancel"]:
            QTimer.singleShot(CANCEL_AFTER_MS, self._give_up)

    def _give_up(self) -> None:
        from hubmail_gui.window.status_dialog import StatusDialog

        dialog = self._window.findChild(StatusDialog)
        if dialog is None or not dialog.isVisible():
            QTimer.singleShot(CANCEL_AFTER_MS, self._give_up)
            return
        self._clicked_at = time.perf_counter()
        click(dialog.close_button)

    def _finished(self, result: Result) -> None:
        # The dialog has its words by now; the next turn of the loop has painted them.
        QTimer.singleShot(0, lambda: self._end(result.failure.code if result.failure else None))

    def _end(self, code: str | None) -> None:
        waited = time.perf_counter() - self._clicked_at if self._clicked_at else 0.0
        self.answer = {
            "pause_ms": self._heartbeat.longest * 1000,
            "cancel_ms": waited * 1000,
            "code": code,
        }
        # quit() would close the window first, which asks whether to save.
        QApplication.exit()


def _watch_empty_window(app: QApplication) -> dict[str, Any]:
    window = QMainWindow()
    window.show()
    heartbeat = Heartbeat()
    QTimer.singleShot(SETTLE_MS, heartbeat.start)
    QTimer.singleShot(SETTLE_MS + EMPTY_MS, app.quit)
    app.exec()
    return {"pause_ms": heartbeat.longest * 1000, "cancel_ms": 0.0, "code": None}


def opened(folder: Path, document: dict[str, Any]) -> MainWindow:
    """The window on ``document``, shown, as its administrator finds it."""
    from hubmail_gui.service.configuration import Configuration, Profile
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.main_window import MainWindow

    stored = {**document, **ADDED}
    (folder / "settings.json").write_text(json.dumps(stored), encoding="utf-8")
    service = Service(Configuration(str(folder)))
    service.configuration.keep_profile(Profile("Claire Durand", RECIPIENT, "en"))
    window = MainWindow(service, administrator=True)
    window.show()
    return window


def click(button: QAbstractButton) -> None:
    """Press and release the left mouse button over it."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _watch_test(app: QApplication, order: dict[str, Any]) -> dict[str, Any]:
    window = opened(Path(order["folder"]), order["document"])
    rider = Rider(window, Heartbeat(), order)
    QTimer.singleShot(SETTLE_MS, rider.start)
    QTimer.singleShot(LIMIT_MS, app.exit)
    app.exec()
    return rider.answer


def main() -> None:
    """Read the order, carry it out, write the answer."""
    order = json.load(sys.stdin)
    gc.disable()  # as the program starts
    app = QApplication(sys.argv[:1])
    come_to_rest()
    answer = _watch_test(app, order) if "document" in order else _watch_empty_window(app)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
