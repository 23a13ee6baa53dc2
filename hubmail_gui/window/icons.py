"""The icons: SVG files with one path each, stroked in the colour of the moment.

Their paths hold nothing but absolute moves, lines and curves, so that a painter draws them as they
are: sharp at every scale, in every colour, and without Qt's SVG plug-in, which would cost a start
1.7 MB and 5 ms.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hubmail_gui.core import resources
from hubmail_gui.window.theme import Tone, brush, colour, em, tint

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

# Both as in the files.
GRID = 24
STROKE = 2.0


@cache
def outline(name: str) -> QPainterPath:
    """The path of the icon ``name`` on a grid of 24 by 24."""
    text = Path(resources.path(f"icons/{name}.svg")).read_text(encoding="ascii")
    data = re.search(r' d="([^"]+)"', text)
    assert data is not None, name
    path = QPainterPath()
    draw: dict[str, Callable[..., None]] = {
        "M": path.moveTo,
        "L": path.lineTo,
        "C": path.cubicTo,
        "Z": path.closeSubpath,
    }
    for command, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", data[1]):
        draw[command](*map(float, numbers.split()))
    return path


def paint(painter: QPainter, name: str, ink: QColor, left: float, top: float, size: float) -> None:
    """Draw an icon into a square of ``size`` device-independent pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(left, top)
    painter.scale(size / GRID, size / GRID)
    painter.strokePath(outline(name), QPen(brush(ink), STROKE))
    painter.restore()


def set_icon(button: QAbstractButton, name: str, tone: Tone = Tone.PLAIN) -> None:
    """Put an icon on a button; call it again when the palette changes."""
    from PySide6.QtGui import QIcon, QPixmap

    size, ratio = em(button), button.devicePixelRatioF()
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    paint(painter, name, colour(tone, button.window().palette()), 0, 0, size)
    painter.end()
    button.setIconSize(QSize(size, size))
    button.setIcon(QIcon(picture))


def program() -> QIcon:
    """The program's own icon: an envelope on a disc, the same in every scheme."""
    from PySide6.QtGui import QIcon, QPixmap

    icon = QIcon()
    # A larger one a Linux desktop takes from its theme, by the name of the program.
    largest = () if sys.platform == "linux" else (256,)
    for size in (16, 24, 32, 48, 64, 128, *largest):
        picture = QPixmap(size, size)
        picture.fill(QColor(0, 0, 0, 0))
        painter, disc = QPainter(picture), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc.addEllipse(QRectF(0, 0, size, size))
        painter.fillPath(disc, brush(QColor(0x1E, 0x6F, 0xA3)))
        inner = size * 0.6
        place = (size - inner) / 2
        paint(painter, "mail", QColor(255, 255, 255), place, place, inner)
        painter.end()
        icon.addPixmap(picture)
    return icon


class Icon(QWidget):
    """A drawing beside a text that says the same, so screen readers need not know of it."""

    def __init__(self, name: str = "", tone: Tone = Tone.PLAIN, parent: QWidget | None = None):
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: Tone) -> None:
        """Show another icon; an empty name shows none and keeps the space."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    def sizeHint(self) -> QSize:
        size = em(self, 1.15)
        return QSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._name:
            size = min(self.width(), self.height())
            left, top = (self.width() - size) / 2, (self.height() - size) / 2
            ink = colour(self._tone, self.window().palette())
            paint(QPainter(self), self._name, ink, left, top, size)


class Disc(Icon):
    """A larger icon on a breath of its own colour."""

    def sizeHint(self) -> QSize:
        size = em(self, 2.5)
        return QSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self.window().palette()
        painter, path = QPainter(self), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path.addEllipse(QRectF(self.rect()))
        painter.fillPath(path, brush(tint(self._tone, palette)))
        size = self.width() * 0.52
        place = (self.width() - size) / 2
        if self._name:
            paint(painter, self._name, colour(self._tone, palette), place, place, size)
