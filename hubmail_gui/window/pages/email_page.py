"""The page *Email configuration*: does mail work, since when, and with which settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme
from hubmail_gui.window.pages import registry
from hubmail_gui.window.widgets.card import Card, Column
from hubmail_gui.window.widgets.containers import Page, reveal
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.state_card import StateCard
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage
    from hubmail_gui.window.pages.edit_bar import EditBar
    from hubmail_gui.window.pages.email_form import EmailForm
    from hubmail_gui.window.pages.first_run import FirstRun
    from hubmail_gui.window.widgets.buttons import Button
    from hubmail_gui.window.widgets.notice import Notice
    from hubmail_gui.window.widgets.reading import Line


class EmailPage(Page):
    """The frame: it owns the buttons and knows no field. The fields are made for the first Edit.

    Signals:
        form_made (EmailForm): the fields exist now, and so does the bar with their buttons.
        offer_chosen (Candidate), service_wanted (str): how mail leaves, where nothing is stored.
        notice_taken: the person wants what the notice offers.
        mail_dropped (str): the test mail was dropped as this file.
        watch_wanted: the person wants it tested again until it works.
    """

    form_made = Signal(object)
    offer_chosen = Signal(object)
    service_wanted = Signal(str)
    notice_taken = Signal()
    watch_wanted = Signal()
    mail_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, locked: bool = False) -> None:
        """Make the page.

        Args:
            parent: the window's stack.
            locked: *Edit* asks for an administrator's rights first, and says so by a shield.
        """
        super().__init__(parent)
        self._stored: Stored | None = None
        self._recipient = ""
        self._editing = False
        self._locked = locked
        self._form: EmailForm | None = None
        self._notice: Notice | None = None
        self._first: FirstRun | None = None
        self._asks = False
        # Shown below the page, where it does not scroll away; made with the fields.
        self.bar: EditBar | None = None
        self.watch_button: Button | None = None
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self._page = Column(self)
        title = Text(_("Email configuration"), scale=1.5, bold=True, parent=self._page.inner)
        self.state = StateCard(self._page.inner)
        self.check_button = self.state.add_button(_("Test"))
        self.edit_button = self.state.add_button(_("Edit"), "shield" if locked else "")
        self.more_button = self.state.add_button(_("More"), "unfolded")
        self.help_button = self.state.add_remedy(_("What to do"))
        self.restore_button = self.state.add_remedy(_("Restore…"))
        self.restore_button.setAccessibleDescription(_("Restore the last working configuration"))
        self.reading = Reading(self._page.inner)
        for part in (title, self.state, self.reading):
            self._page.add(part)
        self._page.add_stretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.em(self, 1.2))
        column.addWidget(self._page)
        self._letters: set[str] = set()
        self._mark_buttons()
        self.set_editing(False)
        self.setAcceptDrops(True)

    @property
    def locked(self) -> bool:
        """Whether *Edit* asks for rights first."""
        return self._locked

    @property
    def form(self) -> EmailForm:
        """The fields; they exist since Edit was first pressed."""
        assert self._form is not None
        return self._form

    @property
    def buttons(self) -> EditBar:
        """The buttons of the fields; they exist as long as these."""
        assert self.bar is not None
        return self.bar

    @property
    def test_button(self) -> Button:
        """The *Test* of the moment: of what is on screen, or of what is stored."""
        return self.buttons.test_button if self._editing else self.check_button

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
        self.refresh_reading()
        if self._form is not None:
            self._form.load(stored, recipient)
        self.set_editing(self._editing)

    def refresh_reading(self) -> None:
        """Show what is stored again: more may be known of it now."""
        self.reading.show_lines(self._lines())

    def show_recipient(self, address: str) -> None:
        """Show the address that test mails go to."""
        self._recipient = address
        self.refresh_reading()
        if self._form is not None:
            self._form.show_recipient(address)

    def show_notice(self, words: str, offer: str) -> None:
        """Show a notice below the state; without words none is shown."""
        if words and self._notice is None:
            from hubmail_gui.window.widgets.notice import Notice

            self._notice = Notice(self._page.inner)
            self._notice.taken.connect(self.notice_taken)
            self.place(self._notice)
        if self._notice is not None:
            self._notice.show_words(words, offer)

    def ask_first(self, wanted: bool) -> None:
        """Ask how mail leaves, below the answer that nothing is set up yet."""
        self._asks = wanted
        if wanted and self._first is None:
            from hubmail_gui.window.pages.first_run import FirstRun, Question

            question = Question(self.state)
            self.state.ask(question)
            self._first = FirstRun(question, self._page.inner)
            self._page.insert(2, self._first)
            self._first.chosen.connect(self.offer_chosen)
            self._first.service_wanted.connect(self.service_wanted)
            question.field.setFocus()
        self._show_first()
        self.edit_button.set_primary(self._stored is None and not wanted)

    @property
    def first(self) -> FirstRun | None:
        """That question, once it was asked."""
        return self._first

    def asked(self) -> str:
        """What was typed as an answer to that."""
        return self._first.question.text() if self._first is not None else ""

    def offer_watch(self, wanted: bool) -> None:
        """Offer to test again until it works, or no longer."""
        if wanted and self.watch_button is None:
            self.watch_button = self.state.add_remedy(_("Try again until it works"))
            self.watch_button.clicked.connect(self.watch_wanted)
        if self.watch_button is not None:
            self.watch_button.setVisible(wanted)

    def place(self, card: Card) -> None:
        """Put a card below the state, above the settings."""
        self._page.insert(2, card)

    def set_editing(self, editing: bool) -> None:
        """Show the fields, or only what is stored in them."""
        if self._editing and not editing:
            # The answer is what one wants to see next.
            reveal(self.state)
        self._editing = editing
        if editing and self._form is None:
            self._make_form()
        if self._form is not None:
            self._form.setVisible(editing)
        if self.bar is not None:
            self.bar.setVisible(editing)
            self.bar.say("")
            self.bar.save_button.setDefault(editing)
        self.state.setVisible(not editing)
        self.reading.setVisible(not editing and self._stored is not None)
        self._show_first()
        self.edit_button.set_primary(self._stored is None and not self._asks)
        self.check_button.setEnabled(self._stored is not None and not self._locked)
        self.check_button.setVisible(self._stored is not None)

    def is_changed(self) -> bool:
        """Whether anything was typed that is not stored."""
        return self._editing and self.form.is_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        # As in a dialog: Enter in a field does what is next.
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._editing and isinstance(self.window().focusWidget(), QLineEdit):
            self.buttons.save_button.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from hubmail_gui.window.widgets.paste_field import local_file

        # While settings are typed, a file is meant for one of their fields.
        if self._stored is not None and not self._editing and local_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from hubmail_gui.window.widgets.paste_field import local_file

        event.acceptProposedAction()
        self.mail_dropped.emit(local_file(event.mimeData()))

    # ------------------------------------------------------------ private

    def _show_first(self) -> None:
        if self._first is None:
            return
        shown = self._asks and not self._editing
        self._first.setVisible(shown)
        self._first.question.setVisible(shown)
        if not shown:
            self._first.stop()

    def _lines(self) -> Iterator[Line]:
        if self._stored is None:
            return
        name = registry.type_of(self._stored)
        layout = registry.layout(name)
        yield _(layout.heading)
        yield Fact(_("Authentication type"), _(methods.method(name).label))
        yield from layout.lines(self._stored)
        yield Fact(_("Test email recipient"), self._recipient or _("Not known yet"))
        yield from layout.advanced_lines(self._stored)

    def _make_form(self) -> None:
        from hubmail_gui.window.pages.edit_bar import EditBar
        from hubmail_gui.window.pages.email_form import EmailForm

        bar = self.bar = EditBar(self)
        access.mark_buttons((bar.save_button, bar.test_button, bar.cancel_button), self._letters)
        form = self._form = EmailForm(self._letters, self._page.inner)
        self._page.insert(2, form)
        self.form_made.emit(form)
        form.load(self._stored, self._recipient)

    def _mark_buttons(self) -> None:
        first = (self.edit_button, self.check_button, self.more_button)
        buttons = (*first, self.help_button, self.restore_button)
        # Not at the same time as those of the bar, which are given theirs afresh.
        access.mark_buttons(buttons, set())
