"""A quiet button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from hubmail_gui.window import icons


class LinkButton(QToolButton):
    """A quiet button in the flow of a text: an icon, words, no frame until one points at it."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icon = icon
        self.show_icon(icon)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        if icon:
            icons.set_icon(self, icon)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._icon:
            icons.set_icon(self, self._icon)
