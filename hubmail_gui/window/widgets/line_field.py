"""A field for one line."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from hubmail_gui.window import theme


class LineField(QLineEdit):
    """A line of text to type, as wide as what goes into it."""

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = width
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(theme.field_width(self, min(self._columns, 12)))
        self.setMaximumWidth(theme.field_width(self, self._columns))
