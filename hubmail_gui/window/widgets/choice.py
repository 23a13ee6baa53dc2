"""A choice of one, and a choice of yes or no, that can be read when they cannot be changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme


class Choice(QComboBox):
    """One of several values, each with its own words.

    Signals:
        chosen (str): the value, when the person picked another one.
    """

    chosen = Signal(str)

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(theme.field_width(self, width))
        self.setMinimumWidth(theme.field_width(self, min(width, 20)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def offer(self, value: str, text: str) -> None:
        """Add a value with its words."""
        self.addItem(text, value)

    def value(self) -> str:
        """The value shown."""
        return str(self.currentData() or "")

    def show_value(self, value: str) -> None:
        """Show ``value`` without announcing it as a choice of the person."""
        self.setCurrentIndex(self.findData(value))

    def set_read_only(self, read_only: bool) -> None:
        """Show the words alone, or offer the others too."""
        self.setEnabled(not read_only)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the page must not change what the pointer happens to pass.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEnabled():
            super().paintEvent(event)
        else:
            _draw_value(self, self.currentText())


class Switch(QCheckBox):
    """Something that is on or off, in words as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggled.connect(self._say)
        self._say(False)

    def set_read_only(self, read_only: bool) -> None:
        """Show the word alone, or let it be switched."""
        self.setEnabled(not read_only)

    def sizeHint(self) -> QSize:
        # Both words fit, so that nothing moves when it is switched.
        longest = max((_("On"), _("Off")), key=self.fontMetrics().horizontalAdvance)
        hint = super().sizeHint()
        more = self.fontMetrics().horizontalAdvance(longest)
        return QSize(hint.width() + more, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEnabled():
            super().paintEvent(event)
        else:
            _draw_value(self, self.text())

    def _say(self, on: bool) -> None:
        self.setText(_("On") if on else _("Off"))


def _draw_value(widget: QWidget, text: str) -> None:
    """The value as plain text where a line field would have it."""
    inset = widget.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth, None, widget) + 2
    painter = QPainter(widget)
    palette = QGuiApplication.palette()
    painter.setPen(palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text))
    rect = widget.rect().adjusted(inset, 0, -inset, 0)
    shown = widget.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
