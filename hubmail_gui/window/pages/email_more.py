"""The menu *More* of the e-mail page: what is done to a configuration once in a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QWidget

from hubmail_gui import methods
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.service import expiry, renewal
from hubmail_gui.service.status import Kind
from hubmail_gui.window.pages import email_rotation
from hubmail_gui.window.widgets.drop_menu import DropMenu

if TYPE_CHECKING:
    from datetime import date

    from hubmail_gui.core.settings import MailSettings, Stored
    from hubmail_gui.service.service import Service
    from hubmail_gui.service.status import Status
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage
    from hubmail_gui.window.pages.email_rotation import EmailRotation
    from hubmail_gui.window.pages.email_watch import EmailWatch

Entry = tuple[str, Callable[[], None]]


class EmailMore(QObject):
    """Its entries are those that fit what is stored; each dialog is loaded when it is opened."""

    def __init__(self, controller: EmailController, page: EmailPage, service: Service) -> None:
        super().__init__(page)
        self._controller = controller
        self._page = page
        self._service = service
        self._rotation: EmailRotation | None = None
        self._watch: EmailWatch | None = None
        self.menu: DropMenu | None = None
        page.watch_wanted.connect(lambda: self.watch.start())

    def refresh(self, status: Status) -> None:
        """Show what can be undone, what goes on, and what may pass by itself."""
        if self._service.held is not None:
            self.rotation.refresh()
        # Both outlive a window that is built anew.
        if self._watch is None and self._window.findChild(QObject, "watching") is not None:
            self._watch = self.watch
        goes_on = self._watch is not None and self._watch.watching.running
        passes = status.kind is Kind.FAILED and not self._page.locked and self._passes()
        self._page.offer_watch(passes and not goes_on)

    def toggle(self) -> None:
        """Open the menu, or close it again."""
        if self.menu is not None and self.menu.isVisible():
            self.menu.close_menu()
            return
        if self.menu is not None:
            self.menu.deleteLater()
        # Over the whole window: inside the page it would scroll, and end with it.
        window = self._page.window()
        place = window.centralWidget() if isinstance(window, QMainWindow) else None
        self.menu = DropMenu(self._page.more_button, place or window)
        for words, action in self._entries():
            self.menu.add(words, action)
        self.menu.toggle()

    @property
    def rotation(self) -> EmailRotation:
        """Replaces the secret; made when that is first wanted."""
        if self._rotation is None:
            self._rotation = email_rotation.EmailRotation(
                self._page, self._service, self._controller.actions
            )
        return self._rotation

    @property
    def watch(self) -> EmailWatch:
        """Tests until it works; made when that is first wanted."""
        if self._watch is None:
            from hubmail_gui.window.pages.email_watch import EmailWatch

            self._watch = EmailWatch(self._controller, self._page, self._service)
        return self._watch

    # ------------------------------------------------------------ private

    def _passes(self) -> bool:
        """Whether time alone may cure why the last test failed."""
        from hubmail_gui.service.persistence import heals

        last = self._service.configuration.last_test()
        return last is not None and last.result.failure is not None and heals(last.result.failure)

    def _entries(self) -> Iterator[Entry]:
        stored = _readable(self._service)
        if stored is not None:
            yield _("The test mail arrived…"), self.show_arrival
            if not self._page.locked and renewal.applies(stored.settings):
                yield _("Replace the certificate…"), lambda: self.rotation.renew(stored, self.watch)
            elif not self._page.locked and email_rotation.can_replace(stored):
                yield _("Replace the secret…"), lambda: self.rotation.ask(stored)
            yield from self._proofs(stored.settings)
        yield _("History…"), self._show_history
        if not self._page.locked:
            yield _("Support bundle…"), self._make_bundle

    def _proofs(self, settings: MailSettings) -> Iterator[Entry]:
        """What can be asked about the settings, and noted of them."""
        yield _("Sender's domain…"), lambda: self.show_domain(settings, self._window)
        if not self._page.locked and methods.of(settings).any_mailbox:
            yield _("Prove the limits…"), self._prove_limits
        yield _("Firewall note…"), lambda: self._show_firewall(settings)
        ends = expiry.end(settings)
        if ends is not None:
            yield _("Entry for the calendar…"), lambda: self._note_end(ends, settings)

    @staticmethod
    def show_domain(settings: MailSettings, parent: QWidget) -> None:
        """Say what the DNS says about the sender's domain."""
        from hubmail_gui.window.dialogs.domain import DomainDialog

        DomainDialog(settings, parent).open()

    def _prove_limits(self) -> None:
        from hubmail_gui.window.dialogs.scope import ScopeDialog

        def go() -> None:
            recipient = self._service.configuration.profile().address
            ScopeDialog(self._service.configuration, recipient, self._window).open()

        self._controller.actions.with_recipient(go)

    def _show_firewall(self, settings: MailSettings) -> None:
        from hubmail_gui.window.dialogs.firewall import FirewallDialog

        FirewallDialog(settings, self._window).open()

    def _note_end(self, ends: date, settings: MailSettings) -> None:
        from hubmail_gui.window.dialogs.calendar import CalendarDialog

        folder = self._service.configuration.folder
        CalendarDialog(ends, settings, folder, self._window).open()

    def _make_bundle(self) -> None:
        from hubmail_gui.window.dialogs.bundle import BundleDialog

        held = self._service.held
        secret = held.secret if held is not None else None
        BundleDialog(self._service.configuration, secret, self._window).open()

    @property
    def _window(self) -> QWidget:
        return self._page.window()

    def show_arrival(self, path: str = "") -> None:
        """Take the code or the source of the test mail, or read it from the file ``path``."""
        from hubmail_gui.window.dialogs.arrival import ArrivalDialog

        dialog = ArrivalDialog(self._service.configuration, self._window)
        dialog.received.connect(self._controller.refresh_state)
        dialog.open()
        if path:
            dialog.read_file(path)

    def _show_history(self) -> None:
        from hubmail_gui.window.dialogs.history import HistoryDialog

        HistoryDialog(self._service.configuration, self._window).open()


def _readable(service: Service) -> Stored | None:
    """What is stored; None also where it cannot be read, which the page says."""
    try:
        return service.configuration.stored()
    except FaultError:
        return None
