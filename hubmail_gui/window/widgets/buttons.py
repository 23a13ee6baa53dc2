"""Buttons: the one that comes next, quiet ones, and the person's initials."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from hubmail_gui.window import icons, theme
from hubmail_gui.window.theme import Tone


class Button(QPushButton):
    """A push button that is not the default of its dialog unless it says so."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self._icon = icon
        self._primary = False
        if icon:
            icons.set_icon(self, icon)

    def set_primary(self, primary: bool) -> None:
        """Make it the one that comes next, or one among others again."""
        self._primary = primary
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            if self._primary:
                self._colour()
            if self._icon:
                icons.set_icon(self, self._icon)

    def _colour(self) -> None:
        wanted = theme.primary_palette(QGuiApplication.palette()) if self._primary else QPalette()
        role = QPalette.ColorRole.Button
        if not self._primary or self.palette().color(role) != wanted.color(role):
            self.setPalette(wanted)


class LinkButton(QToolButton):
    """A quiet button in the flow of a text: an icon, words, no frame until one points at it."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icon = icon
        self.show_icon(icon)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        if icon:
            icons.set_icon(self, icon)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._icon:
            icons.set_icon(self, self._icon)


class InitialsButton(QToolButton):
    """A disc with a person's initials."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def show_name(self, name: str) -> None:
        """Show the initials of ``name``: of its first and last word."""
        words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
        ends = words[:1] + words[1:][-1:]
        self.setText("".join(word[0] for word in ends).upper() or "?")
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.em(self, 2.0)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme.primary_palette(QGuiApplication.palette())
        ground = palette.color(QPalette.ColorRole.Button)
        painter.setBrush(ground.lighter(112) if self.underMouse() else ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(theme.colour(Tone.PLAIN, QGuiApplication.palette()))
            pen.setWidthF(1.5)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
