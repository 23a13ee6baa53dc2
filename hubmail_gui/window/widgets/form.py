"""A form of one column: label, field, hint, and under the field what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from hubmail_gui.window import access, theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Card, Row
from hubmail_gui.window.widgets.containers import reveal
from hubmail_gui.window.widgets.edged import Edged
from hubmail_gui.window.widgets.fields import ValueField
from hubmail_gui.window.widgets.text import Text


class Complaint(Protocol):
    """What can stand under a field: a problem of the input, or what a test said of it."""

    @property
    def suggestion(self) -> Mapping[str, object]:
        """Settings keys and the values that would mend it."""

    def title(self) -> str:
        """The sentence."""


class FieldMessage(QWidget):
    """What is wrong with a field, in words, and where possible its remedy as a button.

    Signals:
        mended (dict): the values of the suggestion that the person took.
    """

    mended = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestion: dict[str, object] = {}
        icon = Icon("failed", Tone.BAD, self)
        self.words = Text(tone=Tone.BAD, wrap=True, parent=self)
        self._mend = Button("", parent=self)
        self._mend.clicked.connect(lambda: self.mended.emit(self._suggestion))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.em(self, 0.25), 0, theme.em(self, 0.2))
        grid.setVerticalSpacing(theme.em(self, 0.3))
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self._mend, 1, 1, Qt.AlignmentFlag.AlignLeft)

    def show_problem(self, problem: Complaint, offer: str) -> None:
        """Show ``problem``; ``offer`` is the text of the button that mends it, or empty."""
        self.words.setText(problem.title())
        self._suggestion = dict(problem.suggestion)
        self._mend.setText(offer)
        self._mend.setVisible(bool(offer))


class FormRow(Row):
    """One labelled field of a form.

    Signals:
        mended (dict): the person took a suggestion under this field.
    """

    mended = Signal(dict)

    def __init__(
        self, label: QLabel, field: QWidget, beside: QWidget | None, buddy: QWidget, form: Form
    ) -> None:
        self.field = field
        self._buddy = buddy
        self._visible = True
        self._message: FieldMessage | None = None
        self._hint = ""
        self.problem: Complaint | None = None
        super().__init__(label, _together(field, beside), form)

    @property
    def name(self) -> str:
        """The label without its mark."""
        return self.label.accessibleName() if self.label else ""

    def set_hint(self, words: str) -> None:
        """What a screen reader says about the field when nothing is wrong with it."""
        self._hint = words
        self._describe()

    def set_visible(self, visible: bool) -> None:
        """Show or hide the whole row."""
        self._visible = visible
        self.setVisible(visible)

    @property
    def is_visible(self) -> bool:
        """Whether the row is shown."""
        return self._visible

    def show_problem(self, problem: Complaint | None, offer: str = "") -> None:
        """Say under the field what is wrong with it; None: nothing."""
        self.problem = problem
        if problem is not None:
            if self._message is None:
                self._message = FieldMessage(self)
                self._message.mended.connect(self.mended)
                self.add_below(self._message)
                # Its button is reached by Tab after the field.
                access.chain(self.window())
            self._message.show_problem(problem, offer)
        if self._message is not None:
            self._message.setVisible(problem is not None)
        if isinstance(self._buddy, Edged):
            self._buddy.set_wrong(problem is not None)
        self._describe()

    def focus(self) -> None:
        """Put the person into this field, and the whole row into sight."""
        if isinstance(self.field, ValueField):
            self.field.take_focus()
        else:
            self._buddy.setFocus(Qt.FocusReason.OtherFocusReason)
        reveal(self)

    def _describe(self) -> None:
        words = self.problem.title() if self.problem else self._hint
        self._buddy.setAccessibleDescription(words)


class Form(Card):
    """A card whose rows are fields."""

    @property
    def fields(self) -> tuple[FormRow, ...]:
        """Its rows."""
        return tuple(row for row in self.rows if isinstance(row, FormRow))

    def add_row(
        self,
        label: str,
        field: QWidget,
        beside: QWidget | None = None,
        *,
        buddy: QWidget | None = None,
        required: bool = False,
    ) -> FormRow:
        """Add a field with its label.

        Args:
            label: its words; they name it for screen readers too.
            field: what holds the value.
            beside: a quiet hint or a button right of the field.
            buddy: what the label names, where the field is made of several widgets.
            required: mark it as mandatory.
        """
        # The mark is for the eyes: the field's name stays its name.
        text = QLabel(f"{label} *" if required else label)
        text.setAccessibleName(label)
        text.setMinimumHeight(theme.em(self, theme.CONTROL))
        named = buddy or field
        text.setBuddy(named)
        if isinstance(field, QLabel):
            field.setMinimumHeight(theme.em(self, theme.CONTROL))
        if not isinstance(named, QLabel):
            named.setAccessibleName(label)
        row = FormRow(text, field, beside, named, self)
        self.take(row)
        return row


def _together(field: QWidget, beside: QWidget | None) -> QWidget:
    """The field at its own width, and what stands beside it."""
    if beside is None and not field.maximumWidth() < 10_000:
        return field
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.em(holder, 0.6))
    # The field grows to its own limit first, then the space is left empty.
    row.addWidget(field, 0 if isinstance(field, QLabel) else 1000)
    if beside is not None:
        row.addWidget(beside)
    row.addStretch(1)
    return holder
