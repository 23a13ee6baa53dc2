"""Texts: labels that keep their tone when the palette changes, and values one can select."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QStyle, QStyleOptionFocusRect, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone


class Text(QLabel):
    """A plain text in one tone; never interpreted as HTML, whatever a server said."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.PLAIN,
        *,
        wrap: bool = False,
        selectable: bool = False,
        scale: float = 1.0,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone = tone
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        if scale != 1.0 or bold:
            theme.scale_font(self, scale, bold=bold)
        if tone is not Tone.PLAIN:
            self._tint()
        self.setText(text)

    def show_tone(self, tone: Tone) -> None:
        """Write the text in another tone."""
        self._tone = tone
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._tone is not Tone.PLAIN:
            self._tint()

    def _tint(self) -> None:
        ground = QGuiApplication.palette()
        wanted = theme.colour(self._tone, ground)
        # Setting a palette sends a PaletteChange; the second time there is nothing to change.
        if self.palette().color(QPalette.ColorRole.WindowText) != wanted:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)


class LineField(QLineEdit):
    """A line of text that is either typed or only read.

    Read-only it has no frame, is still selectable and focusable, and shortens a long value with
    an ellipsis instead of cutting it.
    """

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = width
        self._fit()

    def set_read_only(self, read_only: bool) -> None:
        """Switch between reading and typing; what stands in it stays where it is."""
        if read_only == (self.isReadOnly() and not self.hasFrame()):
            return
        self.setReadOnly(read_only)
        self.setFrame(not read_only)
        inset = self.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth, None, self)
        margin = inset if read_only else 0
        self.setTextMargins(margin, margin, margin, margin)
        palette = QPalette()
        if read_only:
            palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setCursorPosition(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.isReadOnly() or self.hasFrame():
            super().paintEvent(event)
            return
        inner = self.rect().adjusted(4, 0, -4, 0)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inner.width()
        )
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
        else:
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            painter = QPainter(self)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
            )

    def _fit(self) -> None:
        self.setMinimumWidth(theme.field_width(self, min(self._columns, 20)))
        self.setMaximumWidth(theme.field_width(self, self._columns))
