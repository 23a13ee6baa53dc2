"""The end of a test in words: what happened, who must act, what to do, what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.quote import Quote
from hubmail_gui.window.widgets.state_card import Headline
from hubmail_gui.window.widgets.text import Text


class Remedies(Protocol):
    """Who must act, and what they do, one sentence a step."""

    @property
    def who(self) -> str:
        """The sentence above the steps."""

    @property
    def remedy(self) -> Sequence[str]:
        """The steps, in their order."""


class Passage(QWidget):
    """Texts below each other, written anew for every result.

    Signals:
        copied: something was put into the clipboard.
    """

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.em(self, 0.7))
        self._parts: list[QWidget] = []
        self.hide()

    def clear(self) -> None:
        """Take everything away."""
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        self.hide()

    def add(self, widget: QWidget) -> None:
        """Put something below what is there."""
        self._parts.append(widget)
        self._column.addWidget(widget)
        widget.show()
        self.show()

    def add_text(self, words: str, tone: Tone = Tone.PLAIN, *, bold: bool = False) -> None:
        """A paragraph; an empty one is left out."""
        if words:
            self.add(Text(words, tone, wrap=True, selectable=True, bold=bold, parent=self))

    def add_note(self, words: str, icon: str, tone: Tone) -> Text:
        """A paragraph with an icon."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Icon(icon, tone, line), 0, Qt.AlignmentFlag.AlignTop)
        text = Text(words, wrap=True, selectable=True, parent=line)
        row.addWidget(text, 1)
        self.add(line)
        return text

    def add_remedies(self, told: Remedies) -> None:
        """Who must act, and what they do."""
        self.add_text(told.who, bold=True)
        for number, step in enumerate(told.remedy, 1):
            self._add_step(number, step)

    def add_card(self, content: QWidget, title: str = "") -> None:
        """Something on a ground of its own."""
        card = Card(title, self)
        card.add(content)
        self.add(card)

    def add_quote(self, words: str, title: str) -> None:
        """What somebody else said, open; nothing when they said nothing."""
        if words:
            self.add_text(title, Tone.QUIET)
            self.add(Quote(words, title, self))

    def add_fold(self, title: str, lines: Sequence[str]) -> None:
        """The words of others, in full, one click away; nothing when there are none."""
        if lines:
            self.add(Fold(title, Quote("\n".join(lines), title), self))

    def add_content(self, title: str, content: QWidget, *, is_open: bool = False) -> None:
        """Something that can be folded away under its title."""
        fold = Fold(title, content, self)
        fold.set_open(is_open)
        self.add(fold)

    def add_message(self, words: str) -> None:
        """What can be sent to whoever must act; nothing where there is nothing to send."""
        if not words:
            return
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        title = _("Message to forward")
        column.addWidget(Quote(words, title, monospace=False))
        copy = Button(_("Copy message"), parent=content)
        copy.clicked.connect(lambda: self._copy(words))
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(Fold(title, content, self))

    def _add_step(self, number: int, words: str) -> None:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.em(self, 0.8), 0, 0, 0)
        row.addWidget(Text(f"{number}.", parent=line), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, wrap=True, selectable=True, parent=line), 1)
        self.add(line)

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self.copied.emit()


class VerdictView(Passage):
    """A passage under the one sentence that counts, which takes the focus so that it is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = Headline(self)
        self.title = self.head.title
        self._column.addWidget(self.head)
        self.show()

    def clear(self) -> None:
        super().clear()
        self.show()

    def say(self, title: str, icon: str, tone: Tone, words: str = "") -> None:
        """Say what it came to, and what that means."""
        self.head.show_words(tone, title, words, icon)
