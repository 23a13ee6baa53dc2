"""Settings to be read: labels and values below each other, nothing that could be changed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.widgets.text import Text, Value

# A heading, or a label with its value.
Line = str | tuple[str, str]


class Reading(QWidget):
    """What stands in the fields, as text that can be selected.

    Read-only line edits would not do: over AT-SPI their text can still be replaced (Qt 6.12).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.em(self, 1.0))
        self._grid.setVerticalSpacing(theme.em(self, 0.5))
        self._grid.setColumnStretch(1, 1)
        self._labels: list[str] = []
        self._values: list[Value] = []

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show these headings and values instead."""
        lines = list(lines)
        labels = [line if isinstance(line, str) else line[0] for line in lines]
        if labels != self._labels:
            self._rebuild(lines)
            self._labels = labels
        values = iter(self._values)
        for line in lines:
            if not isinstance(line, str):
                next(values).show_value(line[1] or _("—"))

    def label_width(self) -> int:
        """The width of the column of labels."""
        return self._grid.cellRect(0, 0).width()

    def value_of(self, label: str) -> str:
        """The value shown beside ``label``."""
        rows = (line for line in self.findChildren(QLabel) if line.text() == label)
        buddy = next(rows).buddy()
        assert isinstance(buddy, Value)
        return buddy.value()

    def _rebuild(self, lines: list[Line]) -> None:
        while (taken := self._grid.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._values.clear()
        # As high as the fields that take their place: nothing moves when Edit is pressed.
        height, inset = theme.em(self, theme.ROW), theme.text_inset(self)
        for place, line in enumerate(lines):
            if isinstance(line, str):
                heading = Text(line, bold=True, parent=self)
                heading.setContentsMargins(0, theme.em(self, 0.8 if place else 0.4), 0, 0)
                self._grid.addWidget(heading, place, 0, 1, 2)
                continue
            label, value = QLabel(line[0], self), Value(parent=self)
            value.setIndent(inset)
            value.setMinimumHeight(height)
            label.setBuddy(value)
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(value, place, 1)
            self._values.append(value)
