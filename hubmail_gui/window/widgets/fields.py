"""What a value is given in: a line of text, or an editor made of several widgets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.edged import Edged


def tint_placeholder(line: QLineEdit) -> None:
    """What stands in an empty field says something: palettes make it too pale to read."""
    palette, role = QGuiApplication.palette(), QPalette.ColorRole.PlaceholderText
    base = palette.color(QPalette.ColorRole.Base)
    wanted = theme.readable(theme.colour(Tone.QUIET, palette), base)
    # Setting a palette sends a PaletteChange; the second time there is nothing to change.
    if line.palette().color(role) != wanted:
        own = QPalette()
        own.setColor(role, wanted)
        line.setPalette(own)


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

    def setPlaceholderText(self, words: str) -> None:  # noqa: N802 - Qt's
        """Show what belongs there while nothing does, pale and still readable."""
        super().setPlaceholderText(words)
        tint_placeholder(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.begin_leaving(event)
        super().focusOutEvent(event)
        if self.end_leaving():
            self.editingFinished.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_edge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()
        elif event.type() is QEvent.Type.PaletteChange and self.placeholderText():
            tint_placeholder(self)

    def _fit(self) -> None:
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.setMinimumWidth(theme.field_width(self, min(self._columns, 12)))
        self.setMaximumWidth(theme.field_width(self, self._columns))
