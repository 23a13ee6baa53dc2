"""What holds pages: a stack as high as the one that is shown, and a page that scrolls when it must.

Wherever something has scrolled to, it is brought into sight again (:func:`reveal`).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from hubmail_gui.window import by_number, theme


class Page(QWidget):
    """A page of such a stack: while it is hidden it asks for no room.

    QStackedLayout takes the largest height for a width, and the largest least size, of all its
    pages, shown or not.
    """

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0) if self.isHidden() else super().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        return -1 if self.isHidden() else super().heightForWidth(width)


class PageStack(QStackedWidget):
    """Qt's own takes the size of its largest page, shown or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class Scroller(QScrollArea):
    """As wide as its place, as high as its content, and no stop of the Tab key itself."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settled = False
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The content covers the area, which itself is never painted; its base filters the content.
        if not self._settled and event.type() is QEvent.Type.Paint:
            # Not before the first frame, see widgets/text.py.
            self._settled = True
            QTimer.singleShot(0, self, self._settle)
        return super().eventFilter(watched, event)

    def to_top(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)

    def _settle(self) -> None:
        by_number.put(self, by_number.NO_FOCUS)


def reveal(widget: QWidget) -> None:
    """Scroll so that ``widget`` is seen, once what was just shown or hidden has its place."""
    QTimer.singleShot(0, widget, lambda: _reveal(widget))


def _reveal(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            content = above.widget()
            layout = content.layout() if content is not None else None
            if layout is not None:
                layout.activate()
            margin = theme.em(widget)
            above.ensureWidgetVisible(widget, margin, margin)
        above = above.parentWidget()
