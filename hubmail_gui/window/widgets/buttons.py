"""The buttons: the one that comes next, the way back, the initials, and the quiet one in a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from hubmail_gui.core.texts import _
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


class BackButton(QToolButton):
    """The way to the page above, with its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setAccessibleDescription(_("Back"))

    def show_page(self, title: str) -> None:
        """Say where it leads."""
        self.setText(f"‹  {title}")  # noqa: RUF001 - an arrow that every font has
        self.setAccessibleName(title)


class InitialsButton(QToolButton):
    """A disc with a person's initials."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self._tint()

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
        if self.underMouse():
            ground = ground.lighter(112)
        disc = self.rect().adjusted(2, 2, -2, -2)
        if self.hasFocus():
            # A ring, as far from the disc as it is wide.
            ring = _circle(self.rect().adjusted(1, 1, -1, -1))
            ink = theme.colour(Tone.PLAIN, QGuiApplication.palette())
            painter.strokePath(ring, QPen(theme.brush(ink), 1.0))
            disc.adjust(1, 1, -1, -1)
        painter.fillPath(_circle(disc), theme.brush(ground))
        # Placed by hand: drawText() would want an alignment, and that all flags of Qt's; its pen
        # is the palette's.
        metrics, text = self.fontMetrics(), self.text()
        left = (self.width() - metrics.horizontalAdvance(text)) // 2
        painter.drawText(left, (self.height() + metrics.capHeight()) // 2, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        wanted = theme.primary_palette(QGuiApplication.palette())
        role = QPalette.ColorRole.ButtonText
        if self.palette().color(role) != wanted.color(role):
            self.setPalette(wanted)


def _circle(place: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(place.x(), place.y(), place.width(), place.height())
    return path


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
