"""Groups of rows on a ground of their own, and the one column in which every page stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.widgets.text import Text

# In heights of the font: round enough to be seen as one thing, at every scale.
ROUND = 0.5


class Row(QWidget):
    """A label, what belongs to it, and below that whatever is to be said about it.

    Beside each other where there is room, below each other where there is not. The label stands at
    the first line of what it names.
    """

    def __init__(self, label: QWidget | None, content: QWidget, parent: QWidget) -> None:
        """Make the row.

        Args:
            label: None: the content has the whole row.
            content: may be higher than one line.
            parent: the card.
        """
        super().__init__(parent)
        self.label = label
        self.content = content
        self.tail: QWidget | None = None
        self._narrow = False
        self._label_width = 0
        self._main = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        pad = theme.em(self, 0.36)
        self._main.setContentsMargins(theme.em(self), pad, theme.em(self), pad)
        self._main.setSpacing(theme.em(self))
        if label is not None:
            first_line = QVBoxLayout()
            first_line.addWidget(label)
            first_line.addStretch(0)
            self._main.addLayout(first_line)
        self._line = QHBoxLayout()
        self._line.setSpacing(theme.em(self, 0.5))
        self._line.addWidget(content, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addLayout(self._line)
        self._main.addLayout(self._column, 1)

    def add_tail(self, widget: QWidget) -> None:
        """Something small at the end of the content's first line."""
        self.tail = widget
        self._line.addWidget(widget)
        widget.show()

    def add_below(self, widget: QWidget) -> None:
        """Something about the content, below it."""
        self._column.addWidget(widget)

    def collapse(self, narrow: bool) -> None:
        """Put the label above the content, or beside it again."""
        if narrow is self._narrow or self.label is None:
            return
        self._narrow = narrow
        way = QBoxLayout.Direction
        self._main.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._main.setSpacing(0 if narrow else theme.em(self))
        self.label.setMinimumWidth(0 if narrow else self._label_width)

    def minimumSizeHint(self) -> QSize:
        # As narrow as it can be once the label stands above: it does when the card becomes so.
        hint = super().minimumSizeHint()
        if self.label is None or self._narrow:
            return hint
        margins = self._main.contentsMargins()
        widest = max(self.label.minimumSizeHint().width(), self._column.minimumSize().width())
        return QSize(widest + margins.left() + margins.right(), hint.height())

    def align(self, width: int) -> None:
        """Give the label this width while it stands beside the content."""
        self._label_width = width
        if self.label is not None and not self._narrow:
            self.label.setMinimumWidth(width)


class BareRow(Row):
    """A row whose content reaches the edges of the card."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(None, content, parent)
        self._main.setContentsMargins(1, 1, 1, 1)


class Card(QWidget):
    """Rows below each other with a line between them, and a title above."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._narrow = False
        self.title: Text | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        if title:
            self.title = Text(title, bold=True, parent=self)
            self.title.setContentsMargins(theme.em(self, 0.15), 0, 0, theme.em(self, 0.4))
            self._column.addWidget(self.title)

    def add(self, content: QWidget, label: QWidget | None = None) -> Row:
        """Add a row."""
        return self.take(Row(label, content, self))

    def take(self, row: Row) -> Row:
        """Add a row that was made elsewhere."""
        self._rows.append(row)
        row.collapse(self._narrow)
        self._column.addWidget(row)
        return row

    def clear(self) -> None:
        """Take all rows away."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those that were added, shown or not."""
        return tuple(self._rows)

    def label_width(self) -> int:
        """The width that the longest label needs."""
        labels = (row.label for row in self._rows if row.label is not None)
        return max((label.sizeHint().width() for label in labels), default=0)

    def align_labels(self, width: int) -> None:
        """Give all labels this width, so that cards below each other line up."""
        for row in self._rows:
            row.align(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.em(self, theme.NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            for row in self._rows:
                row.collapse(narrow)

    def paintEvent(self, _event: QPaintEvent) -> None:
        rows = [row for row in self._rows if row.isVisibleTo(self)]
        if not rows:
            return
        top = rows[0].y()
        painter = QPainter(self)
        paint_ground(painter, self, top, self.height() - top)
        lines = QPainterPath()
        for row in rows[1:]:
            lines.moveTo(1, row.y() + 0.5)
            lines.lineTo(self.width() - 1, row.y() + 0.5)
        # With setPen() PySide6 would make all enumerations, see by_number.py.
        painter.strokePath(lines, QPen(theme.brush(theme.edge(self.palette())), 1.0))


def paint_ground(painter: QPainter, widget: QWidget, top: int, height: int) -> None:
    """Paint a card over the whole width of ``widget``."""
    palette = widget.palette()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path, radius = QPainterPath(), theme.em(widget, ROUND)
    path.addRoundedRect(QRectF(0.5, top + 0.5, widget.width() - 1, height - 1), radius, radius)
    painter.fillPath(path, theme.brush(theme.card(palette)))
    painter.strokePath(path, QPen(theme.brush(theme.edge(palette)), 1.0))


class Column(QWidget):
    """What stands below each other in the middle of a page, never wider than one reads well."""

    def __init__(self, parent: QWidget | None = None, *, gap: float = 1.2) -> None:
        super().__init__(parent)
        inner = QWidget(self)
        inner.setMaximumWidth(theme.em(self, theme.COLUMN))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.em(self, 1.2), 0, theme.em(self, 1.2), 0)
        row.setSpacing(0)
        row.addStretch(1)
        # It grows to its own limit first; what is left is shared between both sides.
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self.inner = inner
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.em(self, gap))

    def add(self, widget: QWidget) -> None:
        """Add something below what is there."""
        self._column.addWidget(widget)

    def insert(self, place: int, widget: QWidget) -> None:
        """Add something before the ``place``-th of what is there."""
        self._column.insertWidget(place, widget)

    def add_stretch(self) -> None:
        """Keep what is there at the top."""
        self._column.addStretch(1)
