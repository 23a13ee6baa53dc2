"""Every number that stands for a value of Qt's is that value, and reaches the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from hubmail_gui.window import by_number

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
VALUES = [
    (QLabel, by_number.SELECTABLE, "textInteractionFlags", SELECTABLE),
    (QToolButton, by_number.STRONG_FOCUS, "focusPolicy", Qt.FocusPolicy.StrongFocus),
    (QLineEdit, by_number.NO_FOCUS, "focusPolicy", Qt.FocusPolicy.NoFocus),
    (QToolButton, by_number.TEXT_BESIDE_ICON, "toolButtonStyle", Qt.ToolButtonStyle.ToolButtonTextBesideIcon),
    (QLineEdit, by_number.DIGITS_ONLY, "inputMethodHints", Qt.InputMethodHint.ImhDigitsOnly),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "read", "wanted"), VALUES)
def test_number_is_the_value(
    qtbot: QtBot, kind: type[QWidget], value: by_number.Value, read: str, wanted: Any
) -> None:
    widget = kind()
    qtbot.addWidget(widget)
    assert getattr(widget, read)() != wanted
    by_number.put(widget, value)
    assert getattr(widget, read)() == wanted


def test_number_of_a_value_that_is_the_first(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    by_number.put(button, by_number.ICON_ONLY)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
