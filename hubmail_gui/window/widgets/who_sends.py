"""The card *Who sends*: the account that sends for Hub, and whether it has what is stored."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.text import Text

_ICONS = {Tone.GOOD: "ok", Tone.WARNING: "warning", Tone.BAD: "failed", Tone.QUIET: "info"}


class WhoSends(Card):
    """A sentence, and what can be done about it.

    Signals:
        wanted: the settings are to be handed over.
        unwanted: what was handed over is to be taken back.
    """

    wanted = Signal()
    unwanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Who sends"), parent)
        self.setAccessibleName(_("Who sends"))
        content = QWidget(self)
        self._grid = QGridLayout(content)
        pad = theme.em(self, 0.4)
        self._grid.setContentsMargins(0, pad, 0, pad)
        self._grid.setHorizontalSpacing(theme.em(self, 0.7))
        self._grid.setVerticalSpacing(theme.em(self, 0.6))
        self._grid.setColumnStretch(1, 1)
        self._icon: Icon | None = None
        self.words = Text("", wrap=True, selectable=True, parent=content)
        buttons = FlowBox(content)
        self.give_button = Button("", parent=buttons)
        self.give_button.clicked.connect(self.wanted)
        self.undo_button = Button(_("Undo…"), parent=buttons)
        self.undo_button.setAccessibleDescription(_("Take back what was handed over"))
        self.undo_button.clicked.connect(self.unwanted)
        buttons.add(self.give_button)
        buttons.add(self.undo_button)
        self._grid.addWidget(self.words, 0, 1)
        self._grid.addWidget(buttons, 1, 1)
        self.add(content)

    def show_words(self, tone: Tone, words: str, give: str, *, undo: bool) -> None:
        """Show what is known.

        Args:
            tone: of the icon.
            words: the sentence.
            give: the words of the button that hands over; empty: there is nothing to hand over.
            undo: something can be taken back.
        """
        if self._icon is not None:
            self._grid.removeWidget(self._icon)
            self._icon.deleteLater()
        self._icon = Icon(_ICONS[tone], tone, self.words.parentWidget())
        self._grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._icon.show()
        self.words.setText(words)
        self.give_button.setText(give)
        self.give_button.setVisible(bool(give))
        self.undo_button.setVisible(undo)
