"""Who is at the keyboard: asked once, where neither profile nor system know an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.service import draft
from hubmail_gui.window import access, theme
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.form import Form
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Profile


class RecipientDialog(QDialog):
    """Name and address of the person, for their profile.

    Signals:
        entered (str, str): the name and the tidied address.
    """

    entered = Signal(str, str)

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Your e-mail address"))
        form = Form(parent=self)
        self.name = LineField(32)
        self.address = LineField(32)
        self.name.setText(profile.name)
        self.address.setText(profile.address)
        form.add_row(_("Name"), self.name)
        self._row = form.add_row(_("Email address"), self.address)
        box = QDialogButtonBox(self)
        self.keep_button = Button(_("Continue"), parent=self)
        cancel = Button(_("Cancel"), parent=self)
        box.addButton(self.keep_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.keep_button.setDefault(True)
        box.accepted.connect(self._enter)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = theme.em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.em(self, 0.8))
        why = _("The test mail goes to you. Your address is kept in your profile.")
        column.addWidget(Text(why, wrap=True, parent=self))
        column.addWidget(form)
        column.addStretch()
        column.addWidget(box)
        letters: set[str] = set()
        access.mark_buttons((self.keep_button, cancel), letters)
        access.mark_labels(form, letters)
        self.address.setFocus()

    def _enter(self) -> None:
        address, problem = draft.recipient_problem(self.address.text())
        self._row.show_problem(problem)
        if address is None:
            self._row.focus()
            return
        self.accept()
        self.entered.emit(self.name.text().strip(), address)
