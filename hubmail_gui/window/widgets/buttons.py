"""The buttons: the one that comes next, the way back, the initials, and the quiet one in a text.

The namespace ``Qt`` is imported where it is used, see by_number.py.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, QTimer
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import by_number, icons, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets import tips

# Qt.AlignmentFlag.AlignCenter with TextShowMnemonic, and TextHideMnemonic instead: as numbers,
# because the namespace costs a start 20 ms, see by_number.py.
_CENTRED = 0x84
_MARKED, _UNMARKED = 0x0800, 0x8000
# Qt's own styles always underline the letter to press with Alt, where no other system has its say;
# to ask costs a start 5 ms, for all names of a style.
_ALWAYS_MARKED = sys.platform == "linux"


class Button(QPushButton):
    """A push button that is not the default of its dialog unless it says so.

    The primary one is painted here: what a style makes of a palette's button colour differs from
    style to style, from nothing at all (windowsvista) to losing hover and press (windows11).
    """

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        # Given a text, PySide6 looks at the overloads with an icon and makes all icons' names.
        super().__init__(parent)
        self.setText(text)
        self.setAutoDefault(False)
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
        self._icon = icon
        self._primary = False
        self._drawn = False
        if icon:
            # Room for it, so that nothing moves when it comes.
            words = self.fontMetrics().horizontalAdvance(text)
            self.setMinimumWidth(max(self.sizeHint().width(), words + theme.em(self, 3)))

    @property
    def primary(self) -> bool:
        """Whether it is the one that comes next."""
        return self._primary

    def set_primary(self, primary: bool) -> None:
        """Make it the one that comes next, or one among others again."""
        self._primary = primary
        self._tint()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            if self._primary:
                self._tint()
            if self._drawn:
                self._draw_icon()

    def _draw_icon(self) -> None:
        icons.set_icon(self, self._icon)

    def _tint(self) -> None:
        """A painter begins with the palette's colour; setting a pen would cost a start 20 ms."""
        wanted = QPalette()
        if self._primary:
            groups, role = QPalette.ColorGroup, QPalette.ColorRole.ButtonText
            ink, pale = theme.primary(QGuiApplication.palette())[1], self._disabled()[1]
            for group, colour in ((groups.Active, ink), (groups.Inactive, ink)):
                wanted.setColor(group, role, colour)
            wanted.setColor(groups.Disabled, role, pale)
            if self.palette().color(groups.Active, role) == ink and (
                self.palette().color(groups.Disabled, role) == pale
            ):
                # Setting a palette sends a PaletteChange; the second time nothing changes.
                return
        self.setPalette(wanted)

    @staticmethod
    def _disabled() -> tuple[QColor, QColor]:
        palette = QGuiApplication.palette()
        pale = theme.blend(theme.card(palette), theme.colour(Tone.PLAIN, palette), 0.12)
        return pale, theme.readable(theme.colour(Tone.QUIET, palette), pale)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon and not self._drawn:
            # Not before the first frame: the class makes the names of all themes' icons.
            self._drawn = True
            QTimer.singleShot(0, self, self._draw_icon)
        if not self._primary:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        ground, ink = self._colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = theme.em(self, 0.3)
        painter.fillPath(_rounded(body, radius), theme.brush(ground))
        if self.hasFocus():
            # Inside, where its contrast is that of the text.
            ring = _rounded(body.adjusted(2.5, 2.5, -2.5, -2.5), radius - 1)
            painter.strokePath(ring, QPen(theme.brush(ink), 1.5))
        shown = _MARKED if _marks_letters(self) else _UNMARKED
        painter.drawText(self.rect(), _CENTRED | shown, self.text())

    def _colours(self) -> tuple[QColor, QColor]:
        ground, ink = theme.primary(QGuiApplication.palette())
        if not self.isEnabled():
            return self._disabled()
        # Away from the text, so that it can be read in every state.
        away = QColor(0, 0, 0) if theme.luminance(ink) > 0.5 else QColor(255, 255, 255)
        if self.isDown():
            return theme.blend(ground, away, 0.35), ink
        if self.underMouse():
            return theme.blend(ground, away, 0.16), ink
        return ground, ink


def _marks_letters(button: QPushButton) -> bool:
    """Whether the letter to press with Alt is underlined now."""
    if _ALWAYS_MARKED:
        return True
    from PySide6.QtWidgets import QStyle

    hint = QStyle.StyleHint.SH_UnderlineShortcut
    return bool(button.style().styleHint(hint, None, button))


class BackButton(QToolButton):
    """The way to the page above, with its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setMinimumHeight(theme.em(self, theme.CONTROL))
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        role, ink = QPalette.ColorRole.ButtonText, theme.primary(QGuiApplication.palette())[1]
        if self.palette().color(role) != ink:
            palette = QPalette()
            palette.setColor(role, ink)
            self.setPalette(palette)

    def show_name(self, name: str) -> None:
        """Show the initials of ``name``: of its first and last word."""
        words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
        ends = words[:1] + words[1:][-1:]
        self.setText("".join(word[0] for word in ends).upper() or "?")
        self.setAccessibleDescription(name)
        tips.show(self, name)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.em(self, 2.0)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = QGuiApplication.palette()
        ground = theme.primary(palette)[0]
        if self.underMouse():
            ground = theme.blend(ground, theme.colour(Tone.PLAIN, palette), 0.15)
        disc = self.rect().adjusted(2, 2, -2, -2)
        if self.hasFocus():
            # A ring, as far from the disc as it is wide.
            ring = _circle(self.rect().adjusted(1, 1, -1, -1))
            ink = theme.colour(Tone.PLAIN, palette)
            painter.strokePath(ring, QPen(theme.brush(ink), 1.0))
            disc.adjust(1, 1, -1, -1)
        painter.fillPath(_circle(disc), theme.brush(ground))
        painter.drawText(self.rect(), _CENTRED, self.text())


class LinkButton(QToolButton):
    """A quiet button in the flow of a text: an icon, words, no frame until one points at it."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        parent: QWidget | None = None,
        *,
        bold: bool = False,
        tone: Tone = Tone.ACCENT,
    ) -> None:
        super().__init__(parent)
        if bold:
            theme.scale_font(self, 1.0, bold=True)
        self.setText(text)
        self.setAutoRaise(True)
        by_number.put(self, by_number.STRONG_FOCUS)
        by_number.put(self, by_number.TEXT_BESIDE_ICON)
        self._icon = icon
        self._tone = tone
        self._tint()
        self.show_icon(icon)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        if icon:
            icons.set_icon(self, icon, self._tone)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()
            if self._icon:
                icons.set_icon(self, self._icon, self._tone)

    def _tint(self) -> None:
        role = QPalette.ColorRole.ButtonText
        wanted = theme.colour(self._tone, QGuiApplication.palette())
        # Setting a palette sends a PaletteChange; the second time there is nothing to change.
        if self.palette().color(role) != wanted:
            palette = QPalette()
            palette.setColor(role, wanted)
            self.setPalette(palette)


def _circle(place: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(place.x(), place.y(), place.width(), place.height())
    return path


def _rounded(place: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    return path
