"""One sentence on whether mail works, with its icon and the next step as a button."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text

ICONS = {Tone.GOOD: "ok", Tone.WARNING: "warning", Tone.BAD: "failed", Tone.QUIET: "info"}


class StateLine(QWidget):
    """An icon, a sentence, and up to a few buttons that say what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon = Icon(parent=self)
        self.words = Text(wrap=True, selectable=True, parent=self)
        top = QHBoxLayout()
        top.setSpacing(theme.em(self, 0.5))
        first_line = QVBoxLayout()
        first_line.addWidget(self._icon)
        first_line.addStretch()
        top.addLayout(first_line)
        top.addWidget(self.words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(theme.em(self, 1.65), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 0.5))
        column.addLayout(top)
        column.addLayout(self._buttons)
        self._buttons.addStretch()

    def show_state(self, tone: Tone, words: str) -> None:
        """Show another sentence."""
        self._icon.show_icon(ICONS.get(tone, "info"), tone)
        self.words.setText(words)

    def add_button(self, text: str) -> Button:
        """A button for the next step; hidden until somebody shows it."""
        button = Button(text, parent=self)
        button.hide()
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button
