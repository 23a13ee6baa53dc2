"""Where the code of the test mail is entered: it turns "accepted" into "received"."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text


class Receipt(QWidget):
    """A field of six digits and its answer.

    Signals:
        entered (str): the digits, when the person confirms them.
    """

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(_("Code in the mail"), self)
        self.code = QLineEdit(self)
        self.code.setMaximumWidth(theme.chars(self, 9))
        self.code.setMaxLength(12)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._label.setBuddy(self.code)
        self.code.setAccessibleName(self._label.text())
        self.confirm = Button(_("Confirm receipt"), parent=self)
        self.confirm.clicked.connect(self._enter)
        self.code.returnPressed.connect(self._enter)
        self._icon = Icon(parent=self)
        self._answer = Text(wrap=True, selectable=True, parent=self)
        field = QHBoxLayout()
        for widget in (self._label, self.code, self.confirm):
            field.addWidget(widget)
        field.addStretch()
        answer = QHBoxLayout()
        answer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        answer.addWidget(self._answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(field)
        column.addLayout(answer)
        self._icon.hide()

    def show_answer(self, seconds: float | None) -> str:
        """Say that the mail took ``seconds``, or with None that this was not its code.

        Returns:
            the sentence.
        """
        right = seconds is not None
        if right:
            time = QLocale(texts.language()).toString(float(seconds or 0), "f", 0)
            words = _("Received {seconds} s after it was accepted.").format(seconds=time)
        else:
            words = Problem("receipt_code", "receipt.wrong").title()
        for widget in (self._label, self.code, self.confirm):
            widget.setVisible(not right)
        self._icon.show()
        self._icon.show_icon("ok" if right else "failed", Tone.GOOD if right else Tone.BAD)
        self._answer.setText(words)
        self.code.setAccessibleDescription("" if right else words)
        return words

    def _enter(self) -> None:
        digits = "".join(character for character in self.code.text() if character.isdigit())
        if digits:
            self.entered.emit(digits)
