"""An editor of a value that is no line of text: the page knows it by these two methods."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class ValueField(QWidget):
    """Base of editors made of several widgets.

    Signals:
        chosen (str): the value, when the person gave another one.
    """

    chosen = Signal(str)

    def take_focus(self) -> None:
        """Put the person where the value is given.

        No focus proxy does that: Qt's way of the Tab key would enter the field by it, too, wherever
        the field itself was left in that way when its parts got their places.
        """
        raise NotImplementedError

    def value(self) -> str:
        """The value as the settings file has it; empty for none."""
        raise NotImplementedError

    def show_value(self, value: str) -> None:
        """Show ``value`` without announcing it as a choice of the person."""
        raise NotImplementedError
