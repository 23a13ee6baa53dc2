"""Questions: each opens without blocking, and calls back with the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

Role = QMessageBox.ButtonRole


def ask(
    parent: QWidget,
    title: str,
    words: str,
    answers: Mapping[str, tuple[Role, Callable[[], None]]],
    *,
    icon: QMessageBox.Icon = QMessageBox.Icon.Question,
) -> QMessageBox:
    """Ask a question in a sheet of its own.

    Args:
        parent: the window that waits for the answer.
        title: the question.
        words: what each answer means.
        answers: the text of each button, its role, and what it does; a RejectRole is Escape's.
        icon: what kind of question it is.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(words)
    actions: dict[QAbstractButton, Callable[[], None]] = {}
    for text, (role, action) in answers.items():
        button = box.addButton(text, role)
        actions[button] = action
        if role is Role.RejectRole:
            box.setEscapeButton(button)
            box.setDefaultButton(button)
    box.buttonClicked.connect(lambda button: actions[button]())
    box.open()
    return box
