"""Where the code of the test mail is entered: it turns "accepted" into "received".

It is part of the first frame after a test: the namespace ``Qt`` is not mentioned here, see by_number.py,
and its answer is made when there is one.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hubmail_gui.core.problems import Problem
from hubmail_gui.core.texts import _
from hubmail_gui.window import by_number, theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.text import Text


class Receipt(QWidget):
    """A field of six digits and its answer.

    Signals:
        entered (str): the digits, when the person confirms them.
    """

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = FlowBox(self)
        self._label = QLabel(_("Code in the mail"), self._line)
        self.code = QLineEdit(self._line)
        self.code.setMinimumHeight(theme.em(self, theme.CONTROL))
        self.code.setMaximumWidth(theme.chars(self, 12))
        self.code.setMaxLength(12)
        # For keyboards on the screen.
        by_number.put(self.code, by_number.DIGITS_ONLY)
        self._label.setBuddy(self.code)
        self.code.setAccessibleName(self._label.text())
        self.confirm = Button(_("Confirm receipt"), parent=self._line)
        self.confirm.clicked.connect(self._enter)
        self.code.returnPressed.connect(self._enter)
        for widget in (self._label, self.code, self.confirm):
            self._line.add(widget)
        self._answer: _Answer | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._line)

    def reset(self) -> None:
        """Ask anew."""
        self.code.clear()
        self._line.show()
        if self._answer is not None:
            self._answer.hide()

    def show_answer(self, right: bool) -> str:
        """Say that the mail was received, or that this was not its code.

        Returns:
            the sentence.
        """
        if right:
            words = _("Received: the code in the mail was confirmed.")
        else:
            words = Problem("receipt_code", "receipt.wrong").title()
        self._line.setVisible(not right)
        if self._answer is None:
            self._answer = _Answer(self)
            self._column.addWidget(self._answer)
        self._answer.say(words, right)
        self.code.setAccessibleDescription("" if right else words)
        return words

    def _enter(self) -> None:
        digits = "".join(character for character in self.code.text() if character.isdigit())
        if digits:
            self.entered.emit(digits)


class _Answer(QWidget):
    """A sentence behind its mark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = Icon(parent=self)
        self._text = Text(wrap=True, selectable=True, parent=self)
        # The mark stands at the first line.
        top = QVBoxLayout()
        top.addWidget(self._icon)
        top.addStretch()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(top)
        line.addWidget(self._text, 1)

    def say(self, words: str, right: bool) -> None:
        self._icon.show_icon("ok" if right else "failed", Tone.GOOD if right else Tone.BAD)
        self._text.setText(words)
        self.show()
