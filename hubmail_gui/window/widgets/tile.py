"""Answers to one question, beside each other: an icon, a title, and what it means in a line or two.

The namespace ``Qt`` is not imported, see by_number.py: an empty installation shows tiles in its first frame.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.surface import Surface
from hubmail_gui.window.widgets.text import Text


class Tile(Surface):
    """A button that says more than its name."""

    edged = True

    def __init__(self, icon: str, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setAccessibleDescription(words)
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
