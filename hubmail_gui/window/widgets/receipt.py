"""Where the code of the test mail is entered: it turns "accepted" into "received"."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hubmail_gui.core.problems import Problem
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
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
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._label.setBuddy(self.code)
        self.code.setAccessibleName(self._label.text())
        self.confirm = Button(_("Confirm receipt"), parent=self._line)
        self.confirm.clicked.connect(self._enter)
        self.code.returnPressed.connect(self._enter)
        for widget in (self._label, self.code, self.confirm):
            self._line.add(widget)
        self._answer_line = QWidget(self)
        self._icon = Icon(parent=self._answer_line)
        self._answer = Text(wrap=True, selectable=True, parent=self._answer_line)
        answer = QHBoxLayout(self._answer_line)
        answer.setContentsMargins(0, 0, 0, 0)
        answer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        answer.addWidget(self._answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        column.addWidget(self._answer_line)
        self.reset()

    def reset(self) -> None:
        """Ask anew."""
        self.code.clear()
        self._line.show()
        self._answer_line.hide()

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
        self._answer_line.show()
        self._icon.show_icon("ok" if right else "failed", Tone.GOOD if right else Tone.BAD)
        self._answer.setText(words)
        self.code.setAccessibleDescription("" if right else words)
        return words

    def _enter(self) -> None:
        digits = "".join(character for character in self.code.text() if character.isdigit())
        if digits:
            self.entered.emit(digits)
