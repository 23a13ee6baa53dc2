"""Types into a field of the real form and leaves it, again and again, and takes the time.

Reads a JSON object from standard input (``folder``, ``document``, ``times``) and writes one:
``stroke_ms``, the median of a key and the way out of the field, until both are painted. Without a
document it types into a plain line edit instead.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from benchmarks.in_window import SETTLE_MS, click, opened
from hubmail_gui.window import immortal

if TYPE_CHECKING:
    from hubmail_gui.window.pages.email_page import EmailPage

KEYS = (Qt.Key.Key_X, Qt.Key.Key_Backspace)


def _type(field: QLineEdit, times: int) -> float:
    """The median of a keystroke that is followed by Tab, in milliseconds."""
    taken = []
    for number in range(times):
        field.setFocus()
        field.end(False)
        QApplication.processEvents()
        started = time.perf_counter()
        QTest.keyClick(field, KEYS[number % 2])
        QTest.keyClick(field, Qt.Key.Key_Tab)
        QApplication.processEvents()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def _plain() -> tuple[QWidget, QLineEdit]:
    window = QWidget()
    column = QVBoxLayout(window)
    first, second = QLineEdit(window), QLineEdit(window)
    column.addWidget(first)
    column.addWidget(second)
    window.show()
    return window, first


def _form(order: dict[str, Any]) -> tuple[QWidget, QLineEdit]:
    window = opened(Path(order["folder"]), order["document"])
    page = cast("EmailPage", window.stack.currentWidget())
    click(page.edit_button)
    return window, next(one for one in page.page.findChildren(QLineEdit) if one.isVisible())


def main() -> None:
    """Read the order, carry it out, write the answer."""
    order = json.load(sys.stdin)
    app = QApplication(sys.argv[:1])
    immortal.keep()
    window, field = _form(order) if "document" in order else _plain()
    answer: dict[str, float] = {}

    def begin() -> None:
        # Only an active window has a focus that can leave a field.
        window.activateWindow()
        if not QTest.qWaitForWindowActive(window):
            app.exit(1)
            return
        answer["stroke_ms"] = _type(field, order["times"])
        app.exit()

    # What the program loads once its window is idle is there by then.
    QTimer.singleShot(4 * SETTLE_MS, begin)
    status = app.exec()
    json.dump(answer, sys.stdout)
    sys.exit(status)


if __name__ == "__main__":
    main()
