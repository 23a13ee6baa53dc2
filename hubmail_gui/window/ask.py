"""Questions: each opens without blocking, and calls back with the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from hubmail_gui.core.texts import _

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


def discard(parent: QWidget, go: Callable[[], None]) -> None:
    """Ask whether the changes may be dropped, and call ``go`` then."""
    ask(
        parent,
        _("Discard the changes?"),
        _("What was changed and not saved is lost. What is stored stays as it is."),
        {
            _("Discard changes"): (Role.DestructiveRole, go),
            _("Keep editing"): (Role.RejectRole, lambda: None),
        },
    )


def before_losing(parent: QWidget, save: Callable[[], None], drop: Callable[[], None]) -> None:
    """Ask whether to save, drop or keep the changes before the page is left."""
    ask(
        parent,
        _("Save the changes?"),
        _("The email configuration was changed and not saved yet."),
        {
            _("Save"): (Role.AcceptRole, save),
            _("Discard changes"): (Role.DestructiveRole, drop),
            _("Keep editing"): (Role.RejectRole, lambda: None),
        },
    )
