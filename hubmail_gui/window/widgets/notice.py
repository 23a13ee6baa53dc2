"""Something that a person should know in time, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.topics import Topic
from hubmail_gui.window.widgets.buttons import Button, LinkButton
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.text import Text


class Notice(Card):
    """A sentence with an icon, and a button below it.

    Signals:
        taken: the person wants what the button offers.
    """

    taken = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, icon: str = "warning", tone: Tone = Tone.WARNING
    ) -> None:
        super().__init__(parent=parent)
        content = QWidget(self)
        self.words = Text("", wrap=True, selectable=True, parent=content)
        self.button = Button("", parent=content)
        self.button.clicked.connect(self.taken)
        grid = QGridLayout(content)
        pad = theme.em(self, 0.4)
        grid.setContentsMargins(0, pad, 0, pad)
        grid.setHorizontalSpacing(theme.em(self, 0.7))
        grid.setVerticalSpacing(theme.em(self, 0.6))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Icon(icon, tone, content), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        self._line = QHBoxLayout()
        self._line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(self._line, 1, 1, Qt.AlignmentFlag.AlignLeft)
        self.add(content)

    def offer_help(self, topic: Topic) -> None:
        """Lead to the place in the help that explains it."""
        from hubmail_gui.window import help_window

        link = LinkButton(_("Help"), parent=self)
        link.clicked.connect(lambda: help_window.show(self.window(), topic))
        self._line.addWidget(link)
        self._line.addStretch(1)

    def show_words(self, words: str, offer: str) -> None:
        """Say something else; without words nothing is shown."""
        self.setVisible(bool(words))
        self.words.setText(words)
        self.button.setText(offer)
        self.button.setVisible(bool(offer))
