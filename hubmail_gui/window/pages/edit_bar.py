"""The bar below a page that is being edited: it stays where it is when the page scrolls."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Column
from hubmail_gui.window.widgets.text import Text


class EditBar(QWidget):
    """Save, Test and Cancel, at the end of the page's column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = Column(self, gap=0.4)
        self._words = Text("", Tone.BAD, wrap=True, parent=column.inner)
        self._words.hide()
        column.add(self._words)
        box = QDialogButtonBox(column.inner)
        roles = QDialogButtonBox.ButtonRole
        self.save_button = Button(_("Save"), parent=box)
        self.test_button = Button(_("Test"), parent=box)
        self.cancel_button = Button(_("Cancel"), parent=box)
        box.addButton(self.save_button, roles.AcceptRole)
        box.addButton(self.test_button, roles.ActionRole)
        box.addButton(self.cancel_button, roles.RejectRole)
        self.save_button.set_primary(True)
        column.add(box)
        outer = QVBoxLayout(self)
        pad = theme.em(self, 0.6)
        outer.setContentsMargins(0, pad, 0, pad)
        outer.addWidget(column)

    def say(self, words: str) -> None:
        """What keeps the buttons from doing what they say; empty: nothing."""
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.brush(theme.edge(self.palette())), 1.0))
        painter.drawLine(0, 0, self.width(), 0)
