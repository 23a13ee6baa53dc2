"""A small button that copies one value."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import by_number
from hubmail_gui.window.access import announce
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets import tips
from hubmail_gui.window.widgets.buttons import LinkButton

# So long the icon says that it is done.
SAID_MS = 1500


class CopyButton(LinkButton):
    """Puts a value into the clipboard, and says so."""

    def __init__(self, label: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__("", "copy", parent, tone=Tone.QUIET)
        by_number.put(self, by_number.ICON_ONLY)
        self.take(label, value)
        self.clicked.connect(self._copy)

    def take(self, label: str, value: str) -> None:
        """Copy something else from now on."""
        self._value = value
        words = _("Copy: {label}").format(label=label)
        self.setAccessibleName(words)
        tips.show(self, words)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._value)
        announce(self, _("Copied."))
        self.show_icon("ok")
        QTimer.singleShot(SAID_MS, self, lambda: self.show_icon("copy"))
