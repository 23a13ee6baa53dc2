"""The page *Email configuration*: does mail work, since when, and with which settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme
from hubmail_gui.window.pages import registry
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.containers import Scroller
from hubmail_gui.window.widgets.reading import Reading
from hubmail_gui.window.widgets.state_line import StateLine
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage
    from hubmail_gui.window.pages.email_form import EmailForm
    from hubmail_gui.window.widgets.notice import Notice
    from hubmail_gui.window.widgets.reading import Line


class EmailPage(QWidget):
    """The frame: it owns the buttons and knows no field. The fields are made for the first Edit.

    Signals:
        form_made (EmailForm): the fields exist now.
        notice_taken: the person wants what the notice offers.
    """

    form_made = Signal(object)
    notice_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: Stored | None = None
        self._recipient = ""
        self._editing = False
        self._form: EmailForm | None = None
        self._notice: Notice | None = None
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self._title = Text(_("Email configuration"), scale=1.5, parent=self)
        self.edit_button = Button(_("Edit"), parent=self)
        self.state = StateLine(self)
        self.help_button = self.state.add_button(_("Show what to do"))
        self.restore_button = self.state.add_button(_("Restore the last working configuration"))
        self._content = QWidget(self)
        self.reading = Reading(self._content)
        self._area = Scroller(self._content, self)
        # Given a parent, PySide6 looks at all overloads and makes all enumerations, see text.py.
        self._box = QDialogButtonBox()
        self.save_button = self._button(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.test_button = self._button(_("Test"), QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = self._button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.save_button.set_primary(True)
        self._letters: set[str] = set()
        self._mark_buttons()
        self._lay_out()
        self.set_editing(False)

    @property
    def form(self) -> EmailForm:
        """The fields; they exist since Edit was first pressed."""
        assert self._form is not None
        return self._form

    @property
    def page(self) -> AuthenticationPage:
        """The authentication page that is shown while editing."""
        return self.form.page

    @property
    def editing(self) -> bool:
        """Whether the fields can be changed."""
        return self._editing

    def load(self, stored: Stored | None, recipient: str) -> None:
        """Show what is stored, or an empty form; what was typed is forgotten."""
        self._stored = stored
        self._recipient = recipient
        self.reading.show_lines(self._lines())
        if self._form is not None:
            self._form.load(stored, recipient)
        self.set_editing(self._editing)

    def show_recipient(self, address: str) -> None:
        """Show the address that test mails go to."""
        self._recipient = address
        self.reading.show_lines(self._lines())
        if self._form is not None:
            self._form.show_recipient(address)

    def show_notice(self, words: str, offer: str) -> None:
        """Show a notice below the state line; without words none is shown."""
        if words and self._notice is None:
            from hubmail_gui.window.widgets.notice import Notice

            notice = self._notice = Notice(self)
            notice.taken.connect(self.notice_taken)
            gap = theme.em(self)
            notice.setContentsMargins(gap * 2, 0, gap * 2, 0)
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(2, notice)
        if self._notice is not None:
            self._notice.show_words(words, offer)

    def set_editing(self, editing: bool) -> None:
        """Show the fields, or only what is stored in them."""
        self._editing = editing
        if editing and self._form is None:
            self._make_form()
        if self._form is not None:
            self._form.setVisible(editing)
        self.reading.setVisible(not editing)
        self.edit_button.setVisible(not editing)
        self.edit_button.set_primary(self._stored is None)
        for button in (self.save_button, self.cancel_button):
            button.setVisible(editing)
        self.save_button.setDefault(editing)
        self.test_button.setEnabled(editing or self._stored is not None)

    def is_changed(self) -> bool:
        """Whether anything was typed that is not stored."""
        return self._editing and self.form.is_changed()

    # ------------------------------------------------------------ private

    def _lines(self) -> Iterator[Line]:
        name = registry.type_of(self._stored)
        yield _("Authentication")
        yield _("Authentication type"), _(methods.method(name).label)
        layout = registry.layout(name)
        yield from layout.lines(self._stored)
        yield _("Test email recipient"), self._recipient or _("Not known yet")
        yield from layout.advanced_lines(self._stored)

    def _make_form(self) -> None:
        from hubmail_gui.window.pages.email_form import EmailForm

        form = self._form = EmailForm(self._letters, self._content)
        self._column.insertWidget(0, form)
        self.form_made.emit(form)
        form.load(self._stored, self._recipient)

    def _button(self, text: str, role: QDialogButtonBox.ButtonRole) -> Button:
        button = Button(text, parent=self)
        self._box.addButton(button, role)
        return button

    def _mark_buttons(self) -> None:
        buttons = (self.save_button, self.test_button, self.cancel_button, self.edit_button,
                   self.help_button, self.restore_button)  # fmt: skip
        access.mark_buttons(buttons, self._letters)

    def _lay_out(self) -> None:
        gap = theme.em(self)
        head = QHBoxLayout()
        head.setContentsMargins(gap * 2, 0, gap * 2, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.edit_button)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(gap * 2, 0, gap * 2, gap)
        self._column.addWidget(self.reading)
        self._column.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, gap)
        column.setSpacing(theme.em(self, 0.7))
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self._area, 1)
        column.addWidget(self._box)
        for part in (self.state, self._box):
            part.setContentsMargins(gap * 2, 0, gap * 2, 0)
