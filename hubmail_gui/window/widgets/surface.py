"""A button with a layout inside: a part of a card that is pressed as a whole.

The namespace ``Qt`` is not imported, see by_number.py: a first frame may hold one.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import ROUND


class Surface(QPushButton):
    """As large as what its layout holds; to assistive technology it is named by its title."""

    # Whether it has an edge of its own, and so no card around it.
    edged = False

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _inside(self) -> QLayout:
        layout = self.layout()
        assert layout is not None
        return layout

    def sizeHint(self) -> QSize:
        return self._inside().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inside().minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._inside().heightForWidth(width)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self.window().palette()
        painter, path = QPainter(self), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.em(self, ROUND)
        path.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        ground, text = theme.card(palette), theme.colour(Tone.PLAIN, palette)
        share = 0.1 if self.isDown() else 0.05 if self.underMouse() else 0.0
        if share or self.edged:
            painter.fillPath(path, theme.brush(theme.blend(ground, text, share)))
        if self.hasFocus():
            accent = theme.colour(Tone.ACCENT, palette)
            painter.strokePath(path, QPen(theme.brush(accent), 2.0))
        elif self.edged:
            painter.strokePath(path, QPen(theme.brush(theme.edge(palette)), 1.0))
