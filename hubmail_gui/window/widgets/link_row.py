"""A row of a card that leads somewhere: an icon, a title, how it stands, and an arrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Disc, Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.surface import Surface
from hubmail_gui.window.widgets.text import Text


class LinkRow(Surface):
    """A button as wide as its card."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._name = icon
        self._disc = Disc(icon, Tone.QUIET, self)
        self._title = Text(title, bold=True, parent=self)
        self._words = Text("", Tone.QUIET, wrap=True, parent=self)
        texts = QVBoxLayout()
        texts.setSpacing(theme.em(self, 0.2))
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._words)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        pad = theme.em(self, 0.9)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(pad)
        row.addWidget(self._disc)
        row.addLayout(texts, 1)
        row.addWidget(Icon("folded", Tone.QUIET, self))
        for child in (self._disc, self._title, self._words):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_state(self, tone: Tone, words: str) -> None:
        """Say how it stands."""
        self._disc.show_icon(self._name, tone)
        self._words.setText(words)
        self.setAccessibleDescription(words)
