"""After a test: what it said stays at its field, what would mend it is done, what passed is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui import methods
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.window.access import announce
from hubmail_gui.window.pages.email_cures import EmailCures

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.cures import Cure
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage


class EmailAfter(QObject):
    """Between the dialog of a finished test and the page behind it."""

    def __init__(self, controller: EmailController, page: EmailPage, service: Service) -> None:
        super().__init__(page)
        self._controller = controller
        self._page = page
        self._service = service
        # What the last test said, for the field that it named.
        self._failure: Fault | None = None
        self._cures = EmailCures(service, self)
        self._cures.type_wanted.connect(controller.set_up)
        self._cures.patched.connect(self._try_again_with)
        actions = controller.actions
        actions.ended.connect(self._ended)
        actions.flow.field_requested.connect(self.show_field)
        actions.flow.cure_taken.connect(self._cure)
        actions.flow.kept.connect(self._kept)
        self._cures.watch_wanted.connect(lambda: controller.more.watch.start())
        for done in (self._cures.type_wanted, self._cures.patched, self._cures.watch_wanted):
            done.connect(self._close_dialog)

    def show_what_to_do(self) -> None:
        """Show the kept result of the last test, or why nothing is known."""
        try:
            stored, last = (
                self._service.configuration.stored(),
                self._service.configuration.last_test(),
            )
        except FaultError as error:
            self._controller.actions.flow.show_fault(error.fault)
            return
        if last is not None and stored is not None:
            self._failure = last.result.failure
            plan = methods.of(stored.settings).plan(stored.settings)
            self._controller.actions.flow.show_earlier(last, plan, stored.settings)

    def show_field(self, key: str) -> None:
        """Lead to the field that a test named, which says why."""
        if not self._page.editing:
            self._controller.edit()
        self.remark()
        self._page.page.focus_field(key)

    def remark(self) -> None:
        """Have the field of the last failure say what the dialog said."""
        self._controller.checks.remark(self._failure)

    def receive(self, code: str) -> None:
        """The code of the last test's mail was entered on the page."""
        known = self._service.received(code)
        receipt = self._page.state.receipt
        if receipt is not None and not known:
            announce(self._page, receipt.show_answer(False))
        if known:
            self._controller.refresh_state()
            announce(self._page, self._page.state.sentence())

    def _ended(self, result: Result, stores: bool) -> None:
        if result.errors:
            # They stand at the fields already.
            return
        # What was tried beside the stored settings says nothing about their fields.
        about = result.saved or self._page.editing
        self._failure = result.failure if about else None
        self._controller.ended(result, stores=stores)
        if self._page.editing:
            self.remark()

    def _kept(self) -> None:
        self._failure = None
        self._controller.stored_now()

    def _cure(self, cure: Cure) -> None:
        dialog = self._controller.actions.flow.dialog
        assert dialog is not None
        self._cures.take(cure, dialog)

    def _close_dialog(self) -> None:
        dialog = self._controller.actions.flow.dialog
        if dialog is not None and not self._controller.actions.flow.running:
            dialog.accept()

    def _try_again_with(self, patch: Mapping[str, object]) -> None:
        """Change these settings, and do again what failed without them."""
        actions = self._controller.actions
        # What is stored and does not work is mended where it stands: by a Save.
        stores = actions.stores or not self._page.editing
        typed = actions.typed_secret
        self._close_dialog()
        if not self._page.editing:
            self._controller.edit()
        self._page.page.take(patch)
        if typed is not None:
            self._page.page.type_secret(typed)
        if stores:
            actions.save()
        else:
            self._controller.test()
