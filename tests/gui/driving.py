"""Drives a window as a person does: finds things by what stands on them, clicks and types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)

# How long a test waits for something that happens in another thread, in milliseconds.
LONGEST = 20_000


def show_active(bot: QtBot, window: QWidget) -> None:
    """Show a window and give it the keys.

    Here is no window manager: a window that goes may take the keys along after the next one asked
    for them, and nobody gives them back. So it asks until it has them. On Windows isActiveWindow()
    asks the system, which gives the keys before Qt has heard of it: what counts is what Qt says.
    """
    window.show()

    def active() -> bool:
        if QApplication.activeWindow() is not window:
            window.activateWindow()
        return QApplication.activeWindow() is window

    bot.waitUntil(active, timeout=LONGEST)


class Driver:
    """One window and the hand on its mouse and keyboard."""

    def __init__(self, window: QWidget, bot: QtBot) -> None:
        self.window = window
        self.bot = bot

    def visible(self, kind: type[W]) -> list[W]:
        """Every visible widget of a kind, dialogs included."""
        return [one for one in self.window.findChildren(kind) if one.isVisible()]

    def button(self, words: str) -> QAbstractButton:
        """The visible button with these words, once there is one."""

        def look() -> list[QAbstractButton]:
            return [
                one
                for one in self.visible(QAbstractButton)
                if words in (one.text().replace("&", ""), one.accessibleName())
            ]

        shown = [one.text() for one in self.visible(QAbstractButton)]
        self._once(lambda: bool(look()), f"no button “{words}”: {shown}")
        return look()[-1]

    def click(self, words: str) -> None:
        """Press the button with these words."""
        button = self.button(words)
        assert button.isEnabled(), words
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def field(self, label: str) -> QWidget:
        """The widget that the visible label with these words belongs to, once there is one.

        What is put into a layout is shown by Qt in a later turn of its loop, not in this one.
        """
        self._once(lambda: self._field(label) is not None, f"no field “{label}”")
        found = self._field(label)
        assert found is not None
        return found

    def _field(self, label: str) -> QWidget | None:
        # Last the one in front: a dialog comes after the page.
        for one in reversed(self.visible(QLabel)):
            buddy: QWidget | None = one.buddy()
            if buddy is not None and one.text().replace("&", "").rstrip(" *") == label:
                return buddy
        return None

    def _once(self, true: Callable[[], bool], otherwise: str) -> None:
        if not true():
            try:
                self.wait_until(true)
            except TimeoutError:
                raise AssertionError(otherwise) from None

    def type(self, label: str, text: str) -> None:
        """Replace what stands in a field, key by key, and leave it."""
        field = self.field(label)
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)

    def choose(self, label: str, words: str) -> None:
        """Pick an entry of a combo box by keyboard, as one without a mouse does."""
        box = self.field(label)
        assert isinstance(box, QComboBox)
        box.setFocus()
        index = box.findText(words)
        assert index >= 0, words
        while box.currentIndex() != index:
            key = Qt.Key.Key_Down if box.currentIndex() < index else Qt.Key.Key_Up
            QTest.keyClick(box, key)

    def text(self, label: str) -> str:
        """What stands beside a label, in a field or as a text."""
        field = self.field(label)
        if isinstance(field, QComboBox):
            return field.currentText()
        assert isinstance(field, QLineEdit | QLabel)
        return field.text()

    def focused(self) -> QWidget:
        """What has the keys."""
        found = self.window.focusWidget()
        assert found is not None
        return found

    def says(self, words: str) -> bool:
        """Whether a visible text holds these words."""
        return any(words in one.text() for one in self.visible(QLabel))

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait for something that another thread brings about."""
        self.bot.waitUntil(true, timeout=LONGEST)

    def wait_for_words(self, words: str) -> None:
        """Wait until a visible text holds these words."""
        self.wait_until(lambda: self.says(words))
