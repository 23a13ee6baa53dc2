"""Settings to be read: cards of labels and values, nothing that could be changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.widgets.card import Card, Row
from hubmail_gui.window.widgets.text import Text, Value


class Fact(NamedTuple):
    """One thing to be read.

    Attributes:
        value: one line, or several; empty for nothing.
        copied: it is wanted elsewhere, so that a button copies it.
    """

    label: str
    value: str
    copied: bool = False


# Values up to this length, in characters, are one line.
SHORT = 40

# A heading begins a card.
Line = str | Fact


class Reading(QWidget):
    """What stands in the fields, as text that can be selected.

    Read-only line edits would not do: over AT-SPI their text can still be replaced (Qt 6.12).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.em(self, 1.2))
        self._shape: list[tuple[str, bool]] = []
        self._cards: list[Card] = []
        self._values: list[Text] = []
        self._facts: list[Fact] = []
        self._rows: list[Row] = []
        self._complete = False

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show these headings and values instead."""
        lines = list(lines)
        shape = [(line, False) if isinstance(line, str) else _shape(line) for line in lines]
        self._facts = [line for line in lines if isinstance(line, Fact)]
        if shape != self._shape:
            self._rebuild(lines)
            self._shape = shape
        for value, fact in zip(self._values, self._facts, strict=True):
            words = fact.value or _("—")
            if isinstance(value, Value):
                value.show_value(words)
            else:
                value.setText(words)
        if self._complete:
            self._add_copying()

    def value_of(self, label: str) -> str:
        """The value shown beside ``label``."""
        rows = (line for line in self.findChildren(QLabel) if line.text() == label)
        buddy = next(rows).buddy()
        assert isinstance(buddy, Text)
        return buddy.value() if isinstance(buddy, Value) else buddy.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._complete:
            # Not before the first frame, see widgets/text.py.
            self._complete = True
            QTimer.singleShot(0, self, self._add_copying)

    def _rebuild(self, lines: list[Line]) -> None:
        for card in self._cards:
            card.hide()
            self._column.removeWidget(card)
            card.deleteLater()
        self._cards, self._values, self._rows = [], [], []
        for line in lines:
            if isinstance(line, str) or not self._cards:
                card = Card(line if isinstance(line, str) else "", self)
                self._column.addWidget(card)
                self._cards.append(card)
            if isinstance(line, Fact):
                self._rows.append(self._add(self._cards[-1], line))
        width = max((card.label_width() for card in self._cards), default=0)
        for card in self._cards:
            card.align_labels(max(width, theme.em(self, 11)))

    def _add(self, card: Card, fact: Fact) -> Row:
        label = Text(fact.label, theme.Tone.QUIET)
        label.setMinimumHeight(theme.em(self, theme.CONTROL))
        if _is_long(fact):
            value = Text(wrap=True, selectable=True)
            space = theme.em(self, (theme.CONTROL - 1) / 2)
            value.setContentsMargins(0, space, 0, space)
        else:
            value = Value()
            value.setMinimumHeight(theme.em(self, theme.CONTROL))
        label.setBuddy(value)
        self._values.append(value)
        return card.add(value, label)

    def _add_copying(self) -> None:
        from hubmail_gui.window.widgets.copy_button import CopyButton

        for row, fact in zip(self._rows, self._facts, strict=True):
            wanted = fact.copied and bool(fact.value)
            if isinstance(row.tail, CopyButton):
                row.tail.setVisible(wanted)
                row.tail.take(fact.label, fact.value.replace("\n", ""))
            elif wanted:
                row.add_tail(CopyButton(fact.label, fact.value.replace("\n", ""), row))


def _is_long(fact: Fact) -> bool:
    # What is copied is one word, and shortened; a sentence is read to its end.
    return "\n" in fact.value or (not fact.copied and len(fact.value) > SHORT)


def _shape(fact: Fact) -> tuple[str, bool]:
    return fact.label, _is_long(fact)
