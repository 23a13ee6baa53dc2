"""A heading that shows or hides what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.window.widgets.buttons import LinkButton


class Fold(QWidget):
    """Something that few want to see, one click away.

    Signals:
        opened (bool): it was opened, or closed.
    """

    opened = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.heading = LinkButton(title, "folded", self)
        self.heading.setCheckable(True)
        self.heading.toggled.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(content)
        content.hide()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self.heading.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        self.heading.show_icon("unfolded" if is_open else "folded")
        self._content.setVisible(is_open)
        self.opened.emit(is_open)
