"""The way of the Tab key: as one reads, whatever was made first."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain(root: QWidget) -> None:
    """Let Tab go through ``root`` in the order of its children, pages made later included."""
    stops = [widget for widget in _in_order(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _in_order(root: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    for child in root.children():
        if isinstance(child, QWidget) and not child.isWindow():
            found += [child, *_in_order(child)]
    return found
