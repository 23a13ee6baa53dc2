"""Who is at the keyboard: asked once, where neither profile nor system know an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.service import draft
from hubmail_gui.window import access
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.form import Form
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Profile


class RecipientDialog(Sheet):
    """Name and address of the person, for their profile.

    Signals:
        entered (str, str): the name and the tidied address.
    """

    entered = Signal(str, str)

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(_("Your email address"), parent, size=(36, 30))
        why = _("The test mail goes to you. Your address is kept in your profile.")
        self.add(Text(why, wrap=True, parent=self.content))
        form = Form(parent=self.content)
        self.name = LineField(32)
        self.address = LineField(32)
        self.name.setText(profile.name)
        self.address.setText(profile.address)
        form.add_row(_("Name"), self.name)
        self._row = form.add_row(_("Email address"), self.address)
        form.align_labels(form.label_width())
        self.add(form)
        self.column.addStretch()
        self.keep_button = self.buttons.add_button(_("Continue"), Role.AcceptRole, self._enter)
        cancel = self.buttons.add_button(_("Cancel"), Role.RejectRole, self.reject)
        self.keep_button.set_primary(True)
        self.keep_button.setDefault(True)
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
