"""Presses Test in the real window, again and again, and looks at the memory that it holds.

Reads a JSON object from standard input (``folder``, ``document``, ``secret``, ``times``) and writes
one: ``first_mib`` after the first tenth of the tests, ``last_mib`` after all of them.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.in_window import SETTLE_MS, click, opened
from hubmail_gui.window import immortal

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result
    from hubmail_gui.window.main_window import MainWindow
    from hubmail_gui.window.pages.email_page import EmailPage


LIMIT_MS = 600_000


class Patience(QObject):
    """Tests, closes the dialog, and tests again."""

    def __init__(self, window: MainWindow, times: int) -> None:
        super().__init__(window)
        assert window.email is not None
        self.answer: dict[str, float] = {}
        self._window = window
        self._page = cast("EmailPage", window.stack.currentWidget())
        self._times = times
        self._done = 0
        window.email.actions.flow.finished.connect(self._finished)

    def start(self, secret: str) -> None:
        """Begin with the first test."""
        click(self._page.edit_button)
        page = self._page.page
        page.restore({page.secret_key: secret})
        click(self._page.test_button)

    def _finished(self, result: Result) -> None:
        if result.failure is not None:
            print(result.failure, file=sys.stderr)
            QApplication.exit(1)
            return
        self._done += 1
        if self._done == self._times // 10:
            self.answer["first_mib"] = _mebibytes()
        # The next turn of the loop has painted the result.
        QTimer.singleShot(0, self._again)

    def _again(self) -> None:
        from hubmail_gui.window.status_dialog import StatusDialog

        dialog = self._window.findChild(StatusDialog)
        assert dialog is not None
        click(dialog.close_button)
        if self._done < self._times:
            click(self._page.test_button)
            return
        self.answer["last_mib"] = _mebibytes()
        QApplication.exit()


def _mebibytes() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def main() -> None:
    """Read the order, carry it out, write the answer."""
    order: dict[str, Any] = json.load(sys.stdin)
    app = QApplication(sys.argv[:1])
    immortal.keep()
    patience = Patience(opened(Path(order["folder"]), order["document"]), order["times"])
    QTimer.singleShot(SETTLE_MS, lambda: patience.start(order["secret"]))
    QTimer.singleShot(LIMIT_MS, lambda: app.exit(1))
    status = app.exec()
    json.dump(patience.answer, sys.stdout)
    sys.exit(status)


if __name__ == "__main__":
    main()
