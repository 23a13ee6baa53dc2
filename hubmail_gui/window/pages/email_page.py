"""The page *Email configuration*: does mail work, and what it takes to make it work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.window import focus, theme
from hubmail_gui.window.pages import registry
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.form import Form
from hubmail_gui.window.widgets.page_stack import PageStack
from hubmail_gui.window.widgets.state_line import StateLine
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage


class EmailPage(QWidget):
    """The frame around the authentication pages: it owns the buttons and knows no field.

    Signals:
        page_made (AuthenticationPage): a page was shown for the first time.
        type_changed: another authentication type was chosen.
    """

    page_made = Signal(object)
    type_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: Stored | None = None
        self._recipient = ""
        self._editing = False
        self._pages: dict[str, AuthenticationPage] = {}
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self._title = Text(_("Email configuration"), scale=1.5, parent=self)
        self.edit_button = Button(_("Edit"), parent=self)
        self.state = StateLine(self)
        self.help_button = self.state.add_button(_("Show what to do"))
        self.restore_button = self.state.add_button(_("Restore the last working configuration"))
        self._area = QScrollArea(self)
        self._content = QWidget(self._area)
        self.type = self._add_type()
        self.stack = PageStack(self._content)
        self.stack.setObjectName("authentication pages")
        self._box = QDialogButtonBox(self)
        self.save_button = self._button(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.test_button = self._button(_("Test"), QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = self._button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.save_button.set_primary(True)
        self._lay_out()

    # ------------------------------------------------------------ what it shows

    def load(self, stored: Stored | None, recipient: str) -> None:
        """Show what is stored, or an empty form; what was typed is forgotten."""
        self._stored = stored
        self._recipient = recipient
        known = stored is not None and stored.settings.type in registry.types()
        name = stored.settings.type if stored and known else registry.types()[0]
        self.type.show_value(name)
        for page in self._pages.values():
            page.load(stored)
            page.show_recipient(recipient)
        self._show_page(name)
        self.set_editing(self._editing)

    def show_recipient(self, address: str) -> None:
        """Show the address that test mails go to."""
        self._recipient = address
        for page in self._pages.values():
            page.show_recipient(address)

    def show_type(self, name: str) -> None:
        """Show the page of a type as if it had been chosen."""
        self.type.show_value(name)
        self._choose(name)

    @property
    def page(self) -> AuthenticationPage:
        """The authentication page that is shown."""
        return self._pages[self.type.value()]

    @property
    def pages(self) -> tuple[AuthenticationPage, ...]:
        """Those that have been shown so far."""
        return tuple(self._pages.values())

    @property
    def editing(self) -> bool:
        """Whether the fields can be changed."""
        return self._editing

    def set_editing(self, editing: bool) -> None:
        """Unlock the fields, or only show them."""
        self._editing = editing
        if editing:
            self._type_row.edit()
        else:
            self._type_row.read(self.type.words())
        for page in self._pages.values():
            page.set_read_only(not editing)
        self.edit_button.setVisible(not editing)
        self.edit_button.set_primary(self._stored is None)
        for button in (self.save_button, self.cancel_button):
            button.setVisible(editing)
        self.save_button.setDefault(editing)
        self.test_button.setEnabled(editing or self._stored is not None)

    def focus_first_field(self) -> None:
        """Put the person where the form begins."""
        self.type.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_changed(self) -> bool:
        """Whether anything on screen differs from what was loaded."""
        if not self._editing:
            return False
        stored_type = self._stored.settings.type if self._stored else registry.types()[0]
        return self.type.value() != stored_type or self.page.is_changed()

    # ------------------------------------------------------------ private

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._align()

    def _choose(self, name: str) -> None:
        former = self.stack.currentWidget()
        self._show_page(name)
        for page in self._pages.values():
            if page is former:
                self.page.take_shared(page.shared())
        self.type_changed.emit()

    def _show_page(self, name: str) -> None:
        if name not in self._pages:
            page = self._pages[name] = registry.make(name, self.stack)
            self.stack.addWidget(page)
            page.load(self._stored)
            page.show_recipient(self._recipient)
            page.set_read_only(not self._editing)
            focus.chain(self)
            self.page_made.emit(page)
        self.stack.setCurrentWidget(self._pages[name])
        self._align()

    def _align(self) -> None:
        forms = [self._type_form, *(page.form for page in self._pages.values())]
        width = max(form.label_width() for form in forms)
        for form in forms:
            form.align_labels(width)

    def _button(self, text: str, role: QDialogButtonBox.ButtonRole) -> Button:
        button = Button(text, parent=self)
        self._box.addButton(button, role)
        return button

    def _add_type(self) -> Choice:
        choice = Choice()
        for name in registry.types():
            choice.offer(name, _(methods.method(name).label))
        choice.chosen.connect(self._choose)
        self._type_form = Form(self._content)
        self._type_form.add_heading(_("Authentication"))
        self._type_row = self._type_form.add_row(_("Authentication type"), choice)
        return choice

    def _lay_out(self) -> None:
        gap = theme.em(self)
        head = QHBoxLayout()
        head.setContentsMargins(gap * 2, 0, gap * 2, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.edit_button)
        form = QVBoxLayout(self._content)
        form.setContentsMargins(gap * 2, 0, gap * 2, gap)
        form.setSpacing(theme.em(self, 0.4))
        form.addWidget(self._type_form)
        form.addWidget(self.stack)
        form.addStretch()
        self._area.setWidget(self._content)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, gap)
        column.setSpacing(theme.em(self, 0.7))
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self._area, 1)
        column.addWidget(self._box)
        for part in (self.state, self._box):
            part.setContentsMargins(gap * 2, 0, gap * 2, 0)
