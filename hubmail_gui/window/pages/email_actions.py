"""Save, Test and Restore: what is asked before, and how each is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hubmail_gui import methods
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.draft import Given
from hubmail_gui.window.ask import Role, ask
from hubmail_gui.window.test_flow import Action, TestFlow, Trial
from hubmail_gui.window.worker import WarmUp

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.methods import Consent
    from hubmail_gui.service.draft import Draft
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.email_page import EmailPage

Keep = Callable[["Result", "Watch"], "Result"]


class EmailActions(QObject):
    """Runs what the person asked for, once everything that must be known before is known.

    Signals:
        judged (Draft): what is on the page was judged, for a Save or a Test.
        refused (tuple): the problems for which nothing was begun.
        unreadable: what is stored cannot be read.
        profile_changed: the person entered their name and address.
        begun: a test begins.
        ended (Result, bool): a test is over; whether it was a Save or a Restore.
    """

    judged = Signal(object)
    refused = Signal(object)
    unreadable = Signal()
    profile_changed = Signal()
    begun = Signal()
    ended = Signal(object, bool)

    def __init__(self, page: EmailPage, service: Service, warm_up: WarmUp) -> None:
        super().__init__(page)
        self._page = page
        self._service = service
        self._warm_up = warm_up
        self._accepted: set[Consent] = set()
        self._stores = False
        # What was typed for the trial whose dialog is open: whoever takes a cure there has just
        # typed it, though the form is closed already.
        self._typed: str | None = None
        self.flow = TestFlow(service, page)
        self.flow.finished.connect(self._end)
        self.flow.closed.connect(self._forget_typed)

    @property
    def stores(self) -> bool:
        """Whether what was done last was a Save or a Restore."""
        return self._stores

    @property
    def typed_secret(self) -> str | None:
        """The secret that was typed for the trial whose dialog is open; None: the stored one."""
        return self._typed

    def forget_answers(self) -> None:
        """Ask again what was asked already: another editing begins."""
        self._accepted.clear()

    def save(self) -> None:
        """Validate, store and test what is on screen."""
        self._warm_up.then(lambda: self._judge(self._save))

    def test(self, stored: MailSettings | None) -> None:
        """Test what is on screen, or, while nothing is edited, what is ``stored``."""
        if self._page.editing:
            self._warm_up.then(lambda: self._judge(self._test))
        elif stored is not None:
            self.with_recipient(lambda: self._start(self._test_stored, stored, stores=False))

    def ask_restore(self) -> None:
        """Put the last settings that passed their test back, once it is shown which they are."""
        from hubmail_gui.service import last_good
        from hubmail_gui.window.dialogs.restore import RestoreDialog

        known = self._service.configuration
        try:
            good, told = known.last_good(), last_good.known(known)
        except FaultError:
            self.unreadable.emit()
            return
        if good is None or told is None:
            return

        def restore(watch: Watch) -> Result:
            return self._service.restore(self._address(), watch)

        def go() -> None:
            self.with_recipient(lambda: self._start(restore, good.settings, stores=True))

        dialog = RestoreDialog(told, self._page.window())
        dialog.wanted.connect(go)
        dialog.open()

    def ask_recipient(self, go: Callable[[], None] = lambda: None) -> None:
        """Have the person enter their name and address, then call ``go``."""
        from hubmail_gui.window.recipient_dialog import RecipientDialog

        dialog = RecipientDialog(self._service.configuration.profile(), self._page)

        def keep(name: str, address: str) -> None:
            known = self._service.configuration.profile()._replace(name=name, address=address)
            self._service.configuration.keep_profile(known)
            self.profile_changed.emit()
            go()

        dialog.entered.connect(keep)
        dialog.open()

    def with_recipient(self, go: Callable[[], None]) -> None:
        """Call ``go`` once it is known whom test mails go to."""
        # The system's own idea of the person's address need not be one.
        address, _problem = drafts.recipient_problem(self._address())
        if address is not None:
            go()
        else:
            self.ask_recipient(go)

    def run(self, action: Action, settings: MailSettings, otherwise: str) -> None:
        """Do what changes what is stored in its own way, such as another secret for ``settings``.

        After a failure ``otherwise`` is said; what would mend it is not offered, since that would
        be tried with the settings as they are.
        """
        self.with_recipient(lambda: self._start(action, settings, stores=True, instead=otherwise))

    # ------------------------------------------------------------ private

    def _judge(self, go: Callable[[Draft], None]) -> None:
        """Call ``go`` when nothing on the page is wrong."""
        page = self._page.page
        try:
            draft = self._service.judge(Given(page.values(), page.secret()))
        except FaultError:
            self.unreadable.emit()
            return
        self.judged.emit(draft)
        self.refused.emit(draft.problems)
        if not draft.problems:
            self.with_recipient(lambda: self._with_consent(draft, lambda: go(draft)))

    def _with_consent(self, draft: Draft, go: Callable[[], None]) -> None:
        """Call ``go`` once the person has accepted what these settings give away."""
        settings = draft.settings
        assert settings is not None
        consent, stored = (
            methods.of(settings).consent(settings),
            self._service.configuration.stored(),
        )
        before = None if stored is None else methods.of(stored.settings).consent(stored.settings)
        if consent is None or consent == before or consent in self._accepted:
            go()
            return

        def accepted() -> None:
            self._accepted.add(consent)
            go()

        ask(
            self._page,
            _(consent.question),
            _(consent.risk),
            {
                _(consent.accept): (Role.AcceptRole, accepted),
                _("Back to the settings"): (Role.RejectRole, lambda: None),
            },
        )

    def _save(self, draft: Draft) -> None:
        def save(watch: Watch) -> Result:
            # Where nothing differs from what is stored, too: whoever presses Save wants it proven.
            return self._service.apply(draft, self._address(), watch, always_test=True)

        assert draft.settings is not None
        self._typed = draft.secret
        self._start(save, draft.settings, stores=True)

    def _test(self, draft: Draft) -> None:
        def test(watch: Watch) -> Result:
            return self._service.test(draft, self._address(), watch)

        def keep(result: Result, watch: Watch) -> Result:
            return self._service.keep(draft, result, watch)

        assert draft.settings is not None
        self._start(test, draft.settings, stores=False, keep=keep)

    def _test_stored(self, watch: Watch) -> Result:
        return self._service.test_stored(None, self._address(), watch)

    def _start(
        self,
        action: Action,
        settings: MailSettings,
        *,
        stores: bool,
        keep: Keep | None = None,
        instead: str | None = None,
    ) -> None:
        self._stores = stores
        self.begun.emit()
        words = _("A test mail goes to {recipient}.").format(recipient=self._address())
        plan = methods.of(settings).plan(settings)
        self.flow.start(Trial(action, plan, words, settings, keep, instead))

    def _forget_typed(self) -> None:
        self._typed = None

    def _address(self) -> str:
        return self._service.configuration.profile().address

    def _end(self, result: Result) -> None:
        if result.errors:
            self.refused.emit(result.errors)
        self.ended.emit(result, self._stores)
