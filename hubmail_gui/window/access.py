"""For those who use the keyboard or listen: the way of Tab, letters to press with Alt, news read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QLabel, QPushButton, QWidget


def mark_buttons(buttons: Iterable[QPushButton], taken: set[str]) -> None:
    """Give each button a letter that is not ``taken``, and add it there."""
    for button in buttons:
        button.setText(marked(button.text(), taken))


def mark_labels(root: QWidget, taken: set[str]) -> None:
    """Give each label of a field inside ``root`` a letter that is not ``taken``."""
    for label in root.findChildren(QLabel):
        # A label without a field would take its letter for nothing.
        field: QWidget | None = label.buddy()
        if field is not None and not isinstance(field, QLabel):
            label.setText(marked(label.text(), taken))


def marked(text: str, taken: set[str]) -> str:
    """``text`` with an ampersand before the letter that stands for it; as it is if none is free.

    First letters of words come first, as they are what the eye finds.
    """
    plain = text.replace("&", "")
    starts = [place for place in range(len(plain)) if place == 0 or plain[place - 1] in " '-"]
    for place in (*starts, *range(len(plain))):
        letter = plain[place].lower()
        if letter.isascii() and letter.isalpha() and letter not in taken:
            taken.add(letter)
            return f"{plain[:place]}&{plain[place:]}"
    return plain


def chain(root: QWidget) -> None:
    """Let Tab go through ``root`` in the order of its children, pages made later included."""
    from PySide6.QtCore import Qt

    stops = [widget for widget in _in_order(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _in_order(root: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    for child in root.children():
        if isinstance(child, QWidget) and not child.isWindow():
            found += [child, *_in_order(child)]
    return found


def announce(widget: QWidget, text: str) -> None:
    """Have ``text`` read aloud when whoever listens has finished its sentence."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
