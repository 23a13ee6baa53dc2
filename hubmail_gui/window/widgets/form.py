"""A form of one column: label, field, hint, and under the field what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from hubmail_gui.core.problems import Problem
from hubmail_gui.window import access, theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import ValueField
from hubmail_gui.window.widgets.text import Text


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
        grid.setContentsMargins(0, 0, 0, theme.em(self, 0.3))
        grid.setVerticalSpacing(theme.em(self, 0.3))
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self._mend, 1, 1, Qt.AlignmentFlag.AlignLeft)

    def show_problem(self, problem: Problem, offer: str) -> None:
        """Show ``problem``; ``offer`` is the text of the button that mends it, or empty."""
        self.words.setText(problem.title())
        self._suggestion = dict(problem.suggestion)
        self._mend.setText(offer)
        self._mend.setVisible(bool(offer))


class FormRow(QObject):
    """One labelled field of a form.

    Signals:
        mended (dict): the person took a suggestion under this field.
    """

    mended = Signal(dict)

    def __init__(self, form: Form, label: QLabel, field: QWidget, buddy: QWidget) -> None:
        super().__init__(form)
        self.label = label
        self.field = field
        self._form = form
        self._buddy = buddy
        self._beside: list[QWidget] = []
        self._visible = True
        self._message: FieldMessage | None = None
        self._hint = ""
        self.problem: Problem | None = None

    @property
    def name(self) -> str:
        """The label without its mark."""
        return self.label.accessibleName()

    def place_beside(self, widget: QWidget) -> None:
        """Something that belongs to this row, right of its field."""
        self._beside.append(widget)

    def set_hint(self, words: str) -> None:
        """What a screen reader says about the field when nothing is wrong with it."""
        self._hint = words
        self._describe()

    def set_visible(self, visible: bool) -> None:
        """Show or hide the whole row."""
        self._visible = visible
        self._refresh()

    @property
    def is_visible(self) -> bool:
        """Whether the row is shown."""
        return self._visible

    def show_problem(self, problem: Problem | None, offer: str = "") -> None:
        """Say under the field what is wrong with it; None: nothing."""
        self.problem = problem
        if problem is not None:
            if self._message is None:
                self._message = self._form.add_message(self)
                self._message.mended.connect(self.mended)
            self._message.show_problem(problem, offer)
        if self._message is not None:
            self._refresh()
        self._describe()

    def focus(self) -> None:
        """Put the person into this field."""
        if isinstance(self.field, ValueField):
            self.field.take_focus()
        else:
            self._buddy.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        for widget in (self.label, self.field, *self._beside):
            widget.setVisible(self._visible)
        if self._message is not None:
            # Hidden rows keep their problem to themselves: it cannot be mended there.
            self._message.setVisible(self._visible and self.problem is not None)

    def _describe(self) -> None:
        words = self.problem.title() if self.problem else self._hint
        self._buddy.setAccessibleDescription(words)


class Form(QWidget):
    """Rows with aligned labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.em(self, 1.0))
        self._grid.setVerticalSpacing(theme.em(self, 0.5))
        self._grid.setColumnStretch(2, 1)
        self._next = 0
        self._places: dict[FormRow, int] = {}

    def align_labels(self, width: int) -> None:
        """Give the labels at least this width, so that forms below each other line up."""
        self._grid.setColumnMinimumWidth(0, width)

    def label_width(self) -> int:
        """The width that the longest label needs."""
        return max((row.label.sizeHint().width() for row in self._places), default=0)

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
        text = QLabel(f"{label} *" if required else label, self)
        text.setAccessibleName(label)
        named = buddy or field
        text.setBuddy(named)
        if isinstance(field, QLabel):
            # Its letters stand where those of a field stand.
            field.setIndent(theme.text_inset(field))
        if not isinstance(named, QLabel):
            named.setAccessibleName(label)
        row = FormRow(self, text, field, named)
        self._place(row, beside)
        return row

    def _place(self, row: FormRow, beside: QWidget | None) -> None:
        self._grid.addWidget(row.label, self._next, 0)
        row.label.setMinimumHeight(theme.em(self, theme.ROW))
        if beside is None:
            self._grid.addWidget(row.field, self._next, 1, 1, 2)
        else:
            together = QHBoxLayout()
            together.setSpacing(theme.em(self, 0.6))
            # The field grows to its own limit first, then the space is left empty.
            together.addWidget(row.field, 0 if isinstance(row.field, QLabel) else 1000)
            together.addWidget(beside)
            together.addStretch(1)
            self._grid.addLayout(together, self._next, 1, 1, 2)
            row.place_beside(beside)
        self._places[row] = self._next
        # The line below is kept for what may be wrong with the field.
        self._next += 2

    def add_heading(self, words: str) -> None:
        """A title above the rows that follow."""
        heading = Text(words, bold=True, parent=self)
        heading.setContentsMargins(0, theme.em(self, 0.8 if self._next else 0.4), 0, 0)
        self._grid.addWidget(heading, self._next, 0, 1, 3)
        self._next += 1

    def add_message(self, row: FormRow) -> FieldMessage:
        """The place for what is wrong with the field of ``row``, made when first needed."""
        message = FieldMessage(self)
        self._grid.addWidget(message, self._places[row] + 1, 1, 1, 2)
        below = [one for one, place in self._places.items() if place > self._places[row]]
        if below:
            # Read aloud where it stands, and its button is reached by Tab after the field.
            message.stackUnder(below[0].label)
        access.chain(self.window())
        return message
