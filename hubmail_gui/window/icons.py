"""The icons: SVG files drawn in ``currentColor``, given the colour of the moment when painted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hubmail_gui.core import resources
from hubmail_gui.window.theme import Tone, colour, em

_DRAWN_AT = b'width="24" height="24"'


@lru_cache(maxsize=64)
def _source(name: str) -> bytes:
    return Path(resources.path(f"icons/{name}.svg")).read_bytes()


@lru_cache(maxsize=256)
def _image(name: str, rgb: str, pixels: int) -> QImage:
    # The image plug-in renders SVG without the QtSvg module, which costs a start 25 ms.
    size = f'width="{pixels}" height="{pixels}"'.encode()
    drawing = _source(name).replace(b"currentColor", rgb.encode()).replace(_DRAWN_AT, size, 1)
    return QImage.fromData(drawing)


def pixmap(name: str, ink: QColor, size: int, ratio: float) -> QPixmap:
    """The icon ``name`` in one colour, ``size`` device-independent pixels square."""
    image = QPixmap.fromImage(_image(name, ink.name(), round(size * ratio)))
    image.setDevicePixelRatio(ratio)
    return image


def set_icon(button: QAbstractButton, name: str, tone: Tone = Tone.PLAIN) -> None:
    """Put an icon on a button; call it again when the palette changes."""
    size, ratio = em(button), button.devicePixelRatioF()
    button.setIconSize(QSize(size, size))
    button.setIcon(QIcon(pixmap(name, colour(tone, button.window().palette()), size, ratio)))


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
        if not self._name:
            return
        size = min(self.width(), self.height())
        place = QRect(0, 0, size, size)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        ink = colour(self._tone, self.window().palette())
        painter.drawPixmap(place, pixmap(self._name, ink, size, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)
