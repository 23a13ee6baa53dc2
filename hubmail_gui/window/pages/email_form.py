"""The fields of the e-mail configuration: the type, and one page of fields for each type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme
from hubmail_gui.window.pages import registry
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.containers import PageStack
from hubmail_gui.window.widgets.form import Form

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage


class EmailForm(QWidget):
    """Knows its pages and no field of theirs; a page is made when it is first shown.

    Signals:
        page_made (AuthenticationPage): a page was shown for the first time.
        type_changed: another authentication type was chosen.
    """

    page_made = Signal(object)
    type_changed = Signal()

    def __init__(self, letters: set[str], parent: QWidget | None = None) -> None:
        """Make the form.

        Args:
            letters: those that stand for the buttons around it.
            parent: the page.
        """
        super().__init__(parent)
        self._letters = set(letters)
        self._stored: Stored | None = None
        self._recipient = ""
        self._pages: dict[str, AuthenticationPage] = {}
        self.type = Choice()
        for name in registry.types():
            self.type.offer(name, _(methods.method(name).label))
        self.type.chosen.connect(self._choose)
        self._type_form = Form(parent=self)
        self._type_form.add_row(_("Authentication type"), self.type)
        access.mark_labels(self._type_form, self._letters)
        self.stack = PageStack(self)
        self.stack.setObjectName("authentication pages")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 1.2))
        column.addWidget(self._type_form)
        column.addWidget(self.stack)

    def load(self, stored: Stored | None, recipient: str) -> None:
        """Fill in what is stored, or nothing; what was typed is forgotten."""
        self._stored = stored
        self._recipient = recipient
        for page in self._pages.values():
            page.load(stored)
        name = registry.type_of(stored)
        self.type.show_value(name)
        self._show_page(name)
        self.show_recipient(recipient)

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

    def focus_first_field(self) -> None:
        """Put the person where the form begins."""
        self.type.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_changed(self) -> bool:
        """Whether anything on screen differs from what was loaded."""
        return self.type.value() != registry.type_of(self._stored) or self.page.is_changed()

    def _choose(self, name: str) -> None:
        former = self.stack.currentWidget()
        self._show_page(name)
        for page in self._pages.values():
            if page is former and page is not self.page:
                self.page.take_shared(page.shared())
        self.type_changed.emit()

    def _show_page(self, name: str) -> None:
        if name not in self._pages:
            page = self._pages[name] = registry.make(name, self.stack)
            self.stack.addWidget(page)
            # Only one page is shown at a time: each has all the letters that are left.
            access.mark_labels(page, set(self._letters))
            page.load(self._stored)
            page.show_recipient(self._recipient)
            # Tab would come to a page that is made later after the buttons below it.
            access.chain(self.window())
            self.page_made.emit(page)
        self.stack.setCurrentWidget(self._pages[name])
        self._align()

    def _align(self) -> None:
        cards = [self._type_form, *(card for page in self._pages.values() for card in page.cards)]
        width = max(card.label_width() for card in cards)
        for card in cards:
            card.align_labels(max(width, theme.em(self, 11)))
