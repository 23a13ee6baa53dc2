"""Properties of widgets, set by their name and the number of their value.

PySide6 makes some 120 enumerations at the first mention of the namespace ``Qt``: 20 ms, and more
than a mebibyte. What a window shows before anybody touches it takes its few values from here.
``tests/gui/test_by_number.py`` compares each with Qt's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Value(NamedTuple):
    """A value of a property, as Qt's headers number it."""

    property: str
    number: int


NO_FOCUS = Value("focusPolicy", 0)
STRONG_FOCUS = Value("focusPolicy", 11)
SELECTABLE = Value("textInteractionFlags", 3)
ICON_ONLY = Value("toolButtonStyle", 0)
TEXT_BESIDE_ICON = Value("toolButtonStyle", 2)
DIGITS_ONLY = Value("inputMethodHints", 0x10000)


def put(widget: QWidget, value: Value) -> None:
    """Give ``widget`` that value."""
    widget.setProperty(value.property, value.number)
