"""Widgets in a line that goes on below where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from hubmail_gui.window import theme


class Flow(QLayout):
    """A line of widgets, wrapped as words are; right to left where the language is written so.

    Args:
        gap: between them, in heights of the font.
        at_end: the lines stand at the end of the place, as buttons do.
    """

    def __init__(self, parent: QWidget, *, gap: float = 0.5, at_end: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._at_end = at_end
        # Qt asks for the same height again and again until something inside has changed.
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(theme.em(parent, gap))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            lines = self._lines(width)
            heights = [max(item.sizeHint().height() for item in line) for line in lines]
            gaps = self.spacing() * max(0, len(heights) - 1)
            self._heights[width] = sum(heights) + gaps
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._shown()]
        width = max((size.width() for size in shown), default=0)
        return QSize(width, max((size.height() for size in shown), default=0))

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        top = place.top()
        backwards = QGuiApplication.isRightToLeft()
        for line in self._lines(place.width()):
            sizes = [self._size(item, place.width()) for item in line]
            height = max(size.height() for size in sizes)
            used = sum(size.width() for size in sizes) + self.spacing() * (len(sizes) - 1)
            left = place.width() - used if self._at_end else 0
            for item, size in zip(line, sizes, strict=True):
                start = place.width() - left - size.width() if backwards else left
                middle = (height - size.height()) // 2
                item.setGeometry(QRect(QPoint(place.left() + start, top + middle), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        room = 0
        for item in self._shown():
            wanted = self._size(item, width).width()
            if lines and wanted <= room:
                lines[-1].append(item)
            else:
                lines.append([item])
                room = width
            room -= wanted + self.spacing()
        return lines

    @staticmethod
    def _size(item: QLayoutItem, width: int) -> QSize:
        wanted = item.sizeHint().expandedTo(item.minimumSize())
        return QSize(min(wanted.width(), width), wanted.height())


class FlowBox(QWidget):
    """A widget around such a line."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: float = 0.5, at_end: bool = False
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self, gap=gap, at_end=at_end)

    def add(self, widget: QWidget) -> None:
        """Add something after what is there."""
        self._flow.addWidget(widget)
