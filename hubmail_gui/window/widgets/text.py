"""Texts: labels that keep their tone when the palette changes, and values one can select.

The namespace ``Qt`` and some classes are imported where they are used: see by_number.py.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import by_number, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets import tips


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
        self._tone = tone
        self._selectable_soon = selectable
        self.setWordWrap(wrap)
        if scale != 1.0 or bold:
            theme.scale_font(self, scale, bold=bold)
        if tone is not Tone.PLAIN:
            self._tint()
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's
        """Show ``text`` as it is: without an angle bracket Qt takes nothing for HTML."""
        if "<" in text:
            from PySide6.QtCore import Qt

            self.setTextFormat(Qt.TextFormat.PlainText)
        super().setText(text)

    def show_tone(self, tone: Tone) -> None:
        """Write the text in another tone."""
        self._tone = tone
        self._tint()

    def take_focus(self) -> None:
        """Put the focus here, so that this is what is read first."""
        from PySide6.QtCore import Qt

        # Without selection by keyboard there is no caret, which would look like a place to type.
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._selectable_soon:
            # Not before the first frame, see above.
            self._selectable_soon = False
            QTimer.singleShot(0, self, self._become_selectable)
        if self.hasFocus():
            _draw_focus(self)

    def _become_selectable(self) -> None:
        by_number.put(self, by_number.SELECTABLE)

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
            # Inside of a button a label writes in the button's colour.
            palette.setColor(QPalette.ColorRole.ButtonText, wanted)
            self.setPalette(palette)


class Value(Text):
    """One line to read and select; too long for its place, it is shortened and copied in full."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        self._full = text
        super().__init__(text, selectable=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, text: str) -> None:
        """Show another value."""
        self._full = text
        self.setAccessibleName(text)
        if self.isVisible():
            self._fit()
        else:
            # Its width is not known yet; the first resize shortens it.
            self.setText(text)
            self.updateGeometry()

    def unfold(self) -> None:
        """Show all of it, on several lines if need be, from now on."""
        if not self.wordWrap():
            self.setWordWrap(True)
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)
            policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
            self.setSizePolicy(policy)
            self._fit()

    def value(self) -> str:
        """The whole value."""
        return self._full

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._full) + self._margins()
        height = self.fontMetrics().height() if self.wordWrap() else super().sizeHint().height()
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        shortest = min(self.sizeHint().width(), theme.chars(self, 8) + self._margins())
        return QSize(shortest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QKeySequence

        if event.matches(QKeySequence.StandardKey.Copy) and self.selectedText() == self.text():
            QGuiApplication.clipboard().setText(self._full)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), lambda: QGuiApplication.clipboard().setText(self._full))
        menu.popup(event.globalPos())

    def _margins(self) -> int:
        return max(self.indent(), 0) + 2

    def _fit(self) -> None:
        room = self.width() - self._margins()
        metrics, shown = self.fontMetrics(), self._full
        if metrics.horizontalAdvance(shown) > room and not self.wordWrap():
            from PySide6.QtCore import Qt

            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        tips.show(self, self._full if shown != self._full else "")
        self.updateGeometry()


def _draw_focus(widget: QWidget) -> None:
    from PySide6.QtWidgets import QStyle, QStyleOptionFocusRect

    option = QStyleOptionFocusRect()
    option.initFrom(widget)
    painter = QPainter(widget)
    widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, widget)
