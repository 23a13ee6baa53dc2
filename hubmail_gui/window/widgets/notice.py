"""Something that a person should know in time, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text


class Notice(QWidget):
    """A sentence with an icon, and a button below it.

    Signals:
        taken: the person wants what the button offers.
    """

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", wrap=True, selectable=True, parent=self)
        self.button = Button("", parent=self)
        self.button.clicked.connect(self.taken)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.em(self, 0.4))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Icon("warning", Tone.WARNING, self), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.button, 1, 1, Qt.AlignmentFlag.AlignLeft)

    def show_words(self, words: str, offer: str) -> None:
        """Say something else; without words nothing is shown."""
        self.setVisible(bool(words))
        self.words.setText(words)
        self.button.setText(offer)
        self.button.setVisible(bool(offer))
