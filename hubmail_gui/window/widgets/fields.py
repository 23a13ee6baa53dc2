"""What a value is given in: a line of text, or an editor made of several widgets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.widgets.edged import Edged


class ValueField(QWidget):
    """Base of editors made of several widgets.

    Signals:
        chosen (str): the value, when the person gave another one.
    """

    chosen = Signal(str)

    def take_focus(self) -> None:
        """Put the person where the value is given.

        No focus proxy does that: Qt's way of the Tab key would enter the field by it, too, wherever
        the field itself was left in that way when its parts got their places.
        """
        raise NotImplementedError

    def value(self) -> str:
        """The value as the settings file has it; empty for none."""
        raise NotImplementedError

    def show_value(self, value: str) -> None:
        """Show ``value`` without announcing it as a choice of the person."""
        raise NotImplementedError


class LineField(Edged, QLineEdit):
    """A line of text to type, as wide as what goes into it."""

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = width
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_edge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.setMinimumWidth(theme.field_width(self, min(self._columns, 12)))
        self.setMaximumWidth(theme.field_width(self, self._columns))
