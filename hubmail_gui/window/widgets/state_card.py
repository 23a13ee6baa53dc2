"""Does mail work, since when, what next: the answer as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Disc
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from hubmail_gui.window.widgets.receipt import Receipt

ICONS = {Tone.GOOD: "ok", Tone.WARNING: "warning", Tone.BAD: "failed", Tone.QUIET: "mail"}


class Headline(QWidget):
    """An icon on a disc, the answer in large letters, and a sentence below it.

    Other things are added below the sentence with :meth:`add`, or beside with :meth:`add_beside`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = Disc(parent=self)
        self.title = Text(wrap=True, selectable=True, scale=1.3, bold=True, parent=self)
        self.words = Text("", Tone.QUIET, wrap=True, selectable=True, parent=self)
        self._beside: QWidget | None = None
        self._below: QVBoxLayout | None = None
        self._narrow = False
        texts = QVBoxLayout()
        texts.setSpacing(theme.em(self, 0.35))
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        # Beside something higher they keep to the top.
        texts.addStretch(1)
        disc = QVBoxLayout()
        disc.addWidget(self.icon)
        disc.addStretch(1)
        self._grid = QGridLayout(self)
        gap = theme.em(self, 0.6)
        self._grid.setContentsMargins(0, gap, 0, gap)
        self._grid.setHorizontalSpacing(theme.em(self, 0.9))
        self._grid.setVerticalSpacing(theme.em(self, 0.6))
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(disc, 0, 0)
        self._grid.addLayout(texts, 0, 1)

    def show_words(self, tone: Tone, title: str, words: str, icon: str = "") -> None:
        """Show another answer."""
        self.icon.show_icon(icon or ICONS.get(tone, "info"), tone)
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def add(self, widget: QWidget) -> None:
        """Put something below the sentence, as wide as all that stands above it."""
        if self._below is None:
            self._below = QVBoxLayout()
            self._below.setSpacing(theme.em(self, 0.35))
            self._grid.addLayout(self._below, 1, 1, 1, 2)
        self._below.addWidget(widget)

    def add_beside(self, widget: QWidget) -> None:
        """Put something at the end of the first line, or below all where that is too short."""
        self._beside = widget
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.em(self, theme.NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            self._place()

    def _place(self) -> None:
        if self._beside is not None:
            place = (2, 1, 1, 2) if self._narrow else (0, 2, 1, 1)
            self._grid.addWidget(self._beside, *place)


class StateCard(Card):
    """The answer with its own actions.

    Signals:
        receipt_entered (str): the code that stood in the last test's mail.
    """

    receipt_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._head = Headline(self)
        self.headline, self.words = self._head.title, self._head.words
        self._beside = FlowBox(self._head, at_end=True)
        self._below: FlowBox | None = None
        self.receipt: Receipt | None = None
        self._head.add_beside(self._beside)
        self.add(self._head)

    def show_state(self, tone: Tone, title: str, words: str) -> None:
        """Show another answer."""
        self._head.show_words(tone, title, words)

    def add_button(self, text: str, icon: str = "") -> Button:
        """A button that is always of use, at the end of the first line."""
        button = Button(text, icon, parent=self._beside)
        self._beside.add(button)
        return button

    def add_remedy(self, text: str) -> Button:
        """A button for the next step, below the sentence; hidden until somebody shows it."""
        if self._below is None:
            self._below = FlowBox(self._head)
            self._head.add(self._below)
        button = Button(text, parent=self._below)
        button.hide()
        self._below.add(button)
        return button

    def ask(self, widget: QWidget) -> None:
        """Put something below the sentence that belongs to the answer."""
        self._head.add(widget)

    def ask_for_receipt(self, wanted: bool) -> None:
        """Offer the field for the code of the test mail, or take it away."""
        if wanted and self.receipt is None:
            from hubmail_gui.window.widgets.receipt import Receipt

            self.receipt = Receipt(self._head)
            self.receipt.entered.connect(self.receipt_entered)
            self._head.add(self.receipt)
        if self.receipt is not None:
            self.receipt.setVisible(wanted)
            if not wanted:
                self.receipt.reset()

    def sentence(self) -> str:
        """The whole answer, as one hears it."""
        return _("{title}. {words}").format(title=self.headline.text(), words=self.words.text())
