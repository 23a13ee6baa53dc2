"""The letter to the administrator who has to act first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.text import Text


class LetterCard(Card):
    """The first step while there is no application yet, a quiet offer afterwards.

    Signals:
        wanted: the person wants to write.
    """

    wanted = Signal()

    def __init__(self, words: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        content = FlowBox(self)
        holder = QWidget(content)
        holder.setMinimumHeight(theme.em(self, theme.CONTROL))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self._words = Text(words, Tone.QUIET, parent=holder)
        row.addWidget(self._words)
        self.button = Button(button, parent=content)
        self.button.clicked.connect(self.wanted)
        content.add(holder)
        content.add(self.button)
        self.add(content)

    def set_first(self, first: bool) -> None:
        """Whether nothing can be done before the letter was answered."""
        self.button.set_primary(first)
