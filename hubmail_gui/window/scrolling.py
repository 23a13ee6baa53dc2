"""Bringing something into sight, wherever it has scrolled to."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from hubmail_gui.window import theme


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
