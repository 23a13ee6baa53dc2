"""The page *Profile*: who is at the keyboard, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.ask import Role, ask
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.card import Column
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.containers import Page
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.form import Form
from hubmail_gui.window.widgets.notice import Notice
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Configuration, Profile


class ProfilePage(Page):
    """Name, address for test mails, language.

    Signals:
        saved: the profile is no longer what it was.
        language_chosen (str): show the window in this language.
    """

    saved = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        configuration: Configuration,
        parent: QWidget | None = None,
        *,
        administrator: bool = True,
    ) -> None:
        super().__init__(parent)
        self._configuration = configuration
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self._page = Column(self)
        inner = self._page.inner
        self._title = Text(_("Profile"), scale=1.5, bold=True, parent=inner)
        self.notice = Notice(inner)
        self.name = LineField(40)
        self.address = LineField(40)
        self.language = Choice()
        for code in texts.languages():
            # Named in itself: whoever has the wrong one must find their own.
            self.language.offer(code, texts.language_name(code))
        self._form = Form(parent=inner)
        self._form.add_row(_("Name"), self.name)
        hint = Text(_("Test mails go there."), Tone.QUIET)
        self._address_row = self._form.add_row(_("Email address"), self.address, hint)
        self._address_row.set_hint(hint.text())
        self._form.add_row(_("Language"), self.language)
        self._said = Text("", Tone.GOOD, parent=inner)
        self._lay_out(administrator=administrator)
        letters: set[str] = set()
        access.mark_buttons((self.save_button, self.cancel_button), letters)
        access.mark_labels(self, letters)
        self.load()
        self.name.textChanged.connect(self._refresh)
        self.address.textChanged.connect(self._refresh)
        self.language.chosen.connect(self.language_chosen)
        for field in (self.name, self.address):
            field.returnPressed.connect(self.save_button.click)

    def load(self) -> None:
        """Show the profile as it is kept."""
        self._profile = self._configuration.profile()
        self.name.setText(self._profile.name)
        self.address.setText(self._profile.address)
        self.language.show_value(texts.language())
        self._address_row.show_problem(None)
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel) and self._is_changed():
            self.load()
        else:
            super().keyPressEvent(event)

    def typed(self) -> tuple[str, str]:
        """What stands in the fields."""
        return self.name.text(), self.address.text()

    def put_back(self, typed: tuple[str, str]) -> None:
        """Show what :meth:`typed` gave."""
        name, address = typed
        self.name.setText(name)
        self.address.setText(address)

    def save(self) -> bool:
        """Keep what was typed; False when the address is none."""
        from hubmail_gui.service import draft

        address, problem = self.address.text().strip(), None
        if address:
            tidied, problem = draft.recipient_problem(address)
            address = tidied or address
        self._address_row.show_problem(problem)
        if problem is not None:
            self._address_row.focus()
            announce(self, problem.title())
            return False
        self._configuration.keep_profile(self._wanted(address))
        self.load()
        self._said.setText(_("Saved."))
        announce(self, self._said.text())
        self.saved.emit()
        return True

    def leave(self, then: Callable[[], None]) -> None:
        """Call ``then`` once nothing that was typed can be lost."""
        if not self._is_changed():
            self._said.clear()
            then()
            return

        def save() -> None:
            if self.save():
                then()

        def discard() -> None:
            self.load()
            then()

        ask(
            self,
            _("Save the changes?"),
            _("Your profile was changed and not saved yet."),
            {
                _("Save"): (Role.AcceptRole, save),
                _("Discard changes"): (Role.DestructiveRole, discard),
                _("Keep editing"): (Role.RejectRole, lambda: None),
            },
        )

    def _wanted(self, address: str) -> Profile:
        return self._profile._replace(name=self.name.text().strip(), address=address)

    def _is_changed(self) -> bool:
        return self._wanted(self.address.text().strip()) != self._profile

    def _refresh(self) -> None:
        changed = self._is_changed()
        self.save_button.setEnabled(changed)
        self.cancel_button.setEnabled(changed)
        if changed:
            self._said.clear()

    def _lay_out(self, *, administrator: bool) -> None:
        box = QDialogButtonBox(self._page.inner)
        self.save_button = Button(_("Save"), parent=box)
        self.cancel_button = Button(_("Cancel"), parent=box)
        self.save_button.set_primary(True)
        box.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.save)
        box.rejected.connect(self.load)
        words = _("Settings can be changed by administrators of this computer only.")
        self.notice.show_words("" if administrator else words, "")
        for part in (self._title, self.notice, self._form, self._said, box):
            self._page.add(part)
        self._page.add_stretch()
        self._form.align_labels(max(self._form.label_width(), theme.em(self, 11)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.em(self, 1.2))
        outer.addWidget(self._page)
