"""The field of a secret: it takes one and never gives one back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStyle, QStyleOptionFrame, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets import fields, tips
from hubmail_gui.window.widgets.buttons import Button, LinkButton
from hubmail_gui.window.widgets.edged import Edged


class SecretLine(Edged, QLineEdit):
    """Takes a secret as dots.

    It stays in password mode when its letters are shown: they are only painted. So neither the
    clipboard, nor the X11 selection, nor the accessible text ever holds them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._revealed = False
        fields.tint_placeholder(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            fields.tint_placeholder(self)

    def reveal(self, revealed: bool) -> None:
        """Paint the letters that are being typed, or dots."""
        self._revealed = revealed
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        taken = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)
        if any(event.matches(key) for key in taken):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.begin_leaving(event)
        super().focusOutEvent(event)
        if self.end_leaving():
            self.editingFinished.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._revealed and self.text():
            self._paint_letters()
        else:
            super().paintEvent(event)
        self.paint_edge()

    def _paint_letters(self) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QPainter(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        inner = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        inner.adjust(2, 0, -2, 0)
        typed, metrics = self.text(), self.fontMetrics()
        caret = metrics.horizontalAdvance(typed[: self.cursorPosition()])
        # What is being typed stays in sight.
        shift = max(0, caret - inner.width() + 2)
        painter.setClipRect(inner)
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.Text))
        place = inner.translated(-shift, 0)
        place.setWidth(metrics.horizontalAdvance(typed) + 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, typed)
        if self.hasFocus():
            x = inner.left() + caret - shift
            painter.drawLine(x, inner.top() + 2, x, inner.bottom() - 2)


class SecretField(QWidget):
    """A secret that may be stored already: then it says so, and empty keeps it.

    Signals:
        textChanged, editingFinished: as those of a line edit.
    """

    textChanged = Signal(str)  # noqa: N815 - named as in every other field
    editingFinished = Signal()  # noqa: N815

    def __init__(self, width: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = self._again = False
        self.line = SecretLine(self)
        self.line.setMinimumWidth(theme.field_width(self, 12))
        self.line.setMaximumWidth(theme.field_width(self, width))
        self._show = LinkButton("", "reveal", self, tone=Tone.PLAIN)
        self._show.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._show.setCheckable(True)
        self._show.toggled.connect(self._reveal)
        self._replace = Button(_("Replace…"), parent=self)
        self._replace.clicked.connect(self._toggle_replacing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1000)
        row.addWidget(self._show)
        row.addWidget(self._replace)
        row.addStretch(1)
        self.line.textChanged.connect(self._typed)
        self.line.editingFinished.connect(self._finish)
        self._reveal(False)
        self._refresh()

    def secret(self) -> str | None:
        """What was typed; None keeps what is stored."""
        return self.line.text() or None

    def is_missing(self) -> bool:
        """Whether none is stored and none was typed, although one is asked for."""
        return not (self._keeps or self.line.text())

    def show_stored(self, stored: bool) -> None:
        """Say whether a secret is stored, and forget what was typed."""
        self._stored = stored
        self._again = False
        self.line.clear()
        self._refresh()

    def ask_again(self, again: bool) -> None:
        """Say no longer that the stored one is kept: it has to be entered again, or not."""
        if again is not self._again:
            self._again = again
            self._refresh()

    def type_again(self, typed: str) -> None:
        """Put back what had been typed, when the window is built anew."""
        self.line.setText(typed)

    def words(self) -> str:
        """What can be read of it: whether one is stored."""
        return _("•••••••• Stored") if self._keeps else ""

    @property
    def _keeps(self) -> bool:
        return self._stored and not self._again

    def _typed(self, text: str) -> None:
        if not text:
            self._show.setChecked(False)
        self._refresh()
        self.textChanged.emit(text)

    def _finish(self) -> None:
        if not self.line.puts_off():
            self.editingFinished.emit()

    def _toggle_replacing(self) -> None:
        if self.line.text():
            self.line.clear()
            self._replace.setFocus()
        else:
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _reveal(self, revealed: bool) -> None:
        self.line.reveal(revealed)
        self._show.show_icon("conceal" if revealed else "reveal")
        words = _("Hide what is being typed") if revealed else _("Show what is being typed")
        self._show.setAccessibleName(words)
        tips.show(self._show, words)

    def _refresh(self) -> None:
        typed = bool(self.line.text())
        self.line.setPlaceholderText(self.words())
        self._show.setVisible(typed)
        self._replace.setVisible(self._keeps)
        self._replace.setText(_("Keep the stored one") if typed else _("Replace…"))
