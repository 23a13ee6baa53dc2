"""What the e-mail page does: it shows what is stored, is edited, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.service.status import Kind
from hubmail_gui.window import sentences
from hubmail_gui.window.pages import registry
from hubmail_gui.window.pages.email_leaving import EmailLeaving
from hubmail_gui.window.pages.typed import Typed

if TYPE_CHECKING:
    from hubmail_gui.core.problems import Problem
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage
    from hubmail_gui.window.pages.email_actions import EmailActions
    from hubmail_gui.window.pages.email_after import EmailAfter
    from hubmail_gui.window.pages.email_checks import EmailChecks
    from hubmail_gui.window.pages.email_first import EmailFirst
    from hubmail_gui.window.pages.email_form import EmailForm
    from hubmail_gui.window.pages.email_more import EmailMore
    from hubmail_gui.window.pages.email_notice import EmailNotice
    from hubmail_gui.window.pages.email_page import EmailPage
    from hubmail_gui.window.worker import WarmUp


class EmailController(QObject):
    """Between the page and the service.

    Signals:
        changed: what is stored, or known of it, is no longer the same.
        profile_changed: the person's name or address is no longer the same.
        rights_wanted: *Edit* was pressed by somebody who may have the rights, and has them not.
    """

    changed = Signal()
    profile_changed = Signal()
    rights_wanted = Signal()

    def __init__(self, page: EmailPage, service: Service) -> None:
        super().__init__(page)
        self._page = page
        self._service, self._known = service, service.configuration
        self._stored: Stored | None = None
        self._checks: EmailChecks | None = None
        self._after: EmailAfter | None = None
        self._first: EmailFirst | None = None
        self._more: EmailMore | None = None
        self._leaving = EmailLeaving(self, page)
        self._actions: EmailActions | None = None
        self._warm_up: WarmUp | None = None
        page.form_made.connect(self._connect_form)
        self._notice: EmailNotice | None = None
        page.check_button.clicked.connect(self.test)
        page.restore_button.clicked.connect(lambda: self.actions.ask_restore())
        page.edit_button.clicked.connect(self.rights_wanted if page.locked else self.edit)
        page.state.receipt_entered.connect(lambda code: self.after.receive(code))
        page.help_button.clicked.connect(lambda: self.after.show_what_to_do())
        page.offer_chosen.connect(lambda one: self.first.take(one))
        page.service_wanted.connect(lambda service: self.first.pick(service))
        page.mail_dropped.connect(lambda path: self.more.show_arrival(path))
        page.more_button.clicked.connect(lambda: self.more.toggle())
        self.load()
        # Once the first frame has been painted, and if the window is there still.
        QTimer.singleShot(300, self, self._warm_for_stored)

    # ------------------------------------------------------------ showing

    @property
    def running(self) -> bool:
        """Whether a test is under way."""
        return self._actions is not None and self._actions.flow.running

    def load(self) -> None:
        """Show what is stored; what was typed is forgotten."""
        try:
            self._stored = self._known.stored()
        except FaultError:
            # The state line says why, and what can be done.
            self._stored = None
        self._page.load(self._stored, self._known.profile().address)
        self._refresh_notice()
        self.refresh_state()

    def refresh_state(self) -> None:
        """Show what is known of the stored settings."""
        status, page = self._known.status(), self._page
        page.state.show_state(
            sentences.tone(status), sentences.headline(status), sentences.sentence(status)
        )
        wrong = status.kind in {Kind.BROKEN, Kind.FAILED}
        page.help_button.setVisible(wrong)
        page.ask_first(status.kind is Kind.NOT_SET_UP and not page.locked)
        page.restore_button.setVisible(wrong and not page.locked and self._known.can_restore())
        page.more_button.setVisible(status.kind is not Kind.NOT_SET_UP)
        page.state.ask_for_receipt(status.kind is Kind.ACCEPTED)
        # Nothing is overwritten that could not be read.
        page.edit_button.setEnabled(status.kind is not Kind.BROKEN)
        if wrong or self._more is not None or self._service.held is not None:
            self.more.refresh(status)
        self.changed.emit()

    def show_bar(self, shown: bool) -> None:
        """Show the buttons of the form, while it is the page that is shown."""
        if self._page.bar is not None:
            self._page.bar.setVisible(shown and self._page.editing)

    def show_recipient(self) -> None:
        """The profile may have changed: show its address."""
        self._page.show_recipient(self._known.profile().address)

    # ------------------------------------------------------------ editing

    def edit(self) -> None:
        """Unlock the fields."""
        self.actions.forget_answers()
        self.checks.begin()
        self._page.set_editing(True)
        self._page.form.focus_first_field()
        if self._after is not None:
            self._after.remark()
        self._refresh_notice()
        self.warm_up.start()

    def cancel(self) -> None:
        """Drop the changes, after a question if there are any; while a test runs, stop that."""
        if self.running:
            # Assistive technology reaches this button behind the dialog.
            self.actions.flow.cancel()
        elif self._page.is_changed():
            from hubmail_gui.window.ask import discard

            discard(self._page, self.drop)
        else:
            self.drop()

    def drop(self) -> None:
        """Forget what was typed."""
        self.stored_now()
        self._page.edit_button.setFocus()

    def typed(self) -> Typed | None:
        """Everything as it stands, while it is edited."""
        return Typed.on(self._page.form) if self._page.editing else None

    def put_back(self, typed: Typed) -> None:
        """Show what :meth:`typed` gave."""
        self.edit()
        typed.show(self._page.form)

    def leave(self, then: Callable[[], None]) -> None:
        """Call ``then`` once nothing can be lost: nothing typed, nothing running."""
        self._leaving.leave(then)

    # ------------------------------------------------------------ what is wrong

    def _refresh_notice(self) -> None:
        if self._notice is None:
            from hubmail_gui.window.pages.email_notice import EmailNotice

            self._notice = EmailNotice(self._page)
            self._notice.type_wanted.connect(self.set_up)
        self._notice.refresh(self._stored)

    def set_up(self, name: str) -> None:
        """Begin another authentication type, with what both have in common filled in."""
        if not self._page.editing:
            self.edit()
        self._page.form.show_type(name)

    def _check(self) -> None:
        self._refresh_notice()
        if self._page.editing and self.warm_up.is_ready:
            self.checks.check()

    def _left(self, key: str) -> None:
        self.checks.leave(key)
        self._refresh_notice()

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.checks.show(problems)
        if problems:
            self._leaving.stay()

    # ------------------------------------------------------------ tests

    def ended(self, result: Result, *, stores: bool) -> None:
        """A test is over; ``stores``: it was a Save or a Restore."""
        if stores and result.saved:
            self._page.set_editing(False)
        if not self._page.editing:
            self.load()
        self.refresh_state()
        self._leaving.go_on(saved=result.saved)

    def stored_now(self) -> None:
        """What was being edited is stored, or forgotten, without another test."""
        self._page.set_editing(False)
        self.load()

    @property
    def actions(self) -> EmailActions:
        """What the buttons do; made for the first of them that is pressed."""
        if self._actions is None:
            from hubmail_gui.window.pages.email_actions import EmailActions

            self._actions = EmailActions(self._page, self._service, self.warm_up)
            self._connect_actions(self._actions)
            _listening = self.after  # to a test's end, from the beginning
        return self._actions

    @property
    def after(self) -> EmailAfter:
        """What is offered once a test has failed, or passed."""
        if self._after is None:
            from hubmail_gui.window.pages.email_after import EmailAfter

            self._after = EmailAfter(self, self._page, self._service)
        return self._after

    @property
    def first(self) -> EmailFirst:
        """What fills the form with what was picked."""
        if self._first is None:
            from hubmail_gui.window.pages.email_first import EmailFirst

            self._first = EmailFirst(self, self._page)
        return self._first

    @property
    def more(self) -> EmailMore:
        """What is done once in a while; made when the menu is first opened."""
        if self._more is None:
            from hubmail_gui.window.pages.email_more import EmailMore

            self._more = EmailMore(self, self._page, self._service)
        return self._more

    @property
    def checks(self) -> EmailChecks:
        """What is wrong with what is typed; made when something is."""
        if self._checks is None:
            from hubmail_gui.window.pages.email_checks import EmailChecks

            self._checks = EmailChecks(self._page, self._service)
        return self._checks

    @property
    def warm_up(self) -> WarmUp:
        """What loads the rest while the person is typing."""
        if self._warm_up is None:
            from hubmail_gui.window.worker import WarmUp

            self._warm_up = WarmUp(self)
            self._warm_up.ready.connect(self._check)
        return self._warm_up

    def _connect_actions(self, actions: EmailActions) -> None:
        actions.judged.connect(self.checks.show_moved)
        actions.refused.connect(self._show_problems)
        actions.unreadable.connect(self.refresh_state)
        actions.profile_changed.connect(self.show_recipient)
        actions.profile_changed.connect(self.profile_changed)
        actions.flow.received.connect(self.refresh_state)
        actions.flow.retry_requested.connect(self.test)

    def test(self) -> None:
        """Test what is on screen, or what is stored."""
        self.actions.test(self._stored.settings if self._stored else None)

    def _connect_form(self, form: EmailForm) -> None:
        bar = self._page.buttons
        bar.save_button.clicked.connect(lambda: self.actions.save())
        bar.test_button.clicked.connect(self.test)
        bar.cancel_button.clicked.connect(self.cancel)
        form.page_made.connect(self._connect_page)
        form.type_changed.connect(self._check)

    def _warm_for_stored(self) -> None:
        names = registry.libraries(self._stored) if self._page.window().isVisible() else ()
        if self._known.sent_by_others():
            from hubmail_gui.window.pages.email_handover import EmailHandover

            EmailHandover(self, self._page, self._known)
        if names:
            self.warm_up.ready.connect(self._page.refresh_reading)
            self.warm_up.start(names)

    def _connect_page(self, page: AuthenticationPage) -> None:
        page.offered.connect(lambda one: self.first.take(one))
        self.warm_up.start(registry.libraries_of_tests(page.layout_data))
        page.left.connect(self._left)
        page.recipient_wanted.connect(lambda: self.actions.ask_recipient())
