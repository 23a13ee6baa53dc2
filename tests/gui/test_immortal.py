"""A window that is open for long does not run out of references to None."""

from __future__ import annotations

import os
import subprocess
import sys

CALLS = """
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
from hubmail_gui.window import immortal

class Bell(QObject):
    rung = Signal()

app = QApplication([])
immortal.keep()
label, bell = QLabel(), Bell()
bell.rung.connect(label.update)
for number in range(50_000):
    label.setNum(number)
    bell.rung.emit()
"""


def test_fifty_thousand_calls_are_survived() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CALLS],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )

    assert run.returncode == 0, run.stderr
