"""Answers to one question, beside each other: an icon, a title, and what it means in a line or two.

The namespace ``Qt`` is not imported, see text.py: an empty installation shows tiles in its first frame.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import ROUND
from hubmail_gui.window.widgets.text import Text


class Tile(QPushButton):
    """A button that says more than its name."""

    def __init__(self, icon: str, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(theme.em(self, 0.55))
        head.addWidget(Icon(icon, Tone.ACCENT, self))
        head.addWidget(Text(title, wrap=True, bold=True, parent=self), 1)
        column = QVBoxLayout(self)
        pad = theme.em(self, 0.9)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.em(self, 0.4))
        column.addLayout(head)
        column.addWidget(Text(words, Tone.QUIET, wrap=True, parent=self))
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self.window().palette()
        painter, path = QPainter(self), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.em(self, ROUND)
        path.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        ground, text = theme.card(palette), theme.colour(Tone.PLAIN, palette)
        share = 0.1 if self.isDown() else 0.05 if self.underMouse() else 0.0
        painter.fillPath(path, theme.brush(theme.blend(ground, text, share)))
        focused = self.hasFocus()
        edge = theme.colour(Tone.ACCENT, palette) if focused else theme.edge(palette)
        painter.strokePath(path, QPen(theme.brush(edge), 2.0 if focused else 1.0))


class Tiles(QWidget):
    """Three to a line, the rest below as wide together; below each other where it is narrow."""

    COLUMNS = 3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[Tile] = []
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.em(self, 0.6))

    def add(self, icon: str, title: str, words: str) -> Tile:
        """Add an answer; :meth:`arrange` gives all of them their places."""
        tile = Tile(icon, title, words, self)
        self._tiles.append(tile)
        return tile

    def arrange(self, narrow: bool = False) -> None:
        """Give each its place."""
        self._narrow = narrow
        for place, tile in enumerate(self._tiles):
            if narrow:
                self._grid.addWidget(tile, place, 0, 1, 6)
                continue
            line, column = divmod(place, self.COLUMNS)
            in_line = min(self.COLUMNS, len(self._tiles) - line * self.COLUMNS)
            wide = 6 // in_line
            self._grid.addWidget(tile, line, column * wide, 1, wide)
        for column in range(6):
            self._grid.setColumnStretch(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.em(self, theme.NARROW)
        if narrow is not self._narrow:
            self.arrange(narrow)
