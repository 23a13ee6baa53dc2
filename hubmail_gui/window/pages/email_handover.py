"""Who sends for Hub: shown once it matters, with handing over, handing over again, and undoing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui.core import dates
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.service.handover import note as notes
from hubmail_gui.service.handover.note import Note, State
from hubmail_gui.service.handover.parcel import DEFAULT_UNIT, Target
from hubmail_gui.window.theme import Tone

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.result import Result
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage
    from hubmail_gui.window.widgets.who_sends import WhoSends
    from hubmail_gui.window.worker import Run

# What asks for root's password in a window of its own.
_ELEVATE = ("pkexec",)


class EmailHandover(QObject):
    """Between the card *Who sends* and the handover; the card is made when there is one to show."""

    def __init__(
        self, controller: EmailController, page: EmailPage, configuration: Configuration
    ) -> None:
        super().__init__(page)
        self._controller = controller
        self._page = page
        self._known = configuration
        self._undoing: Run | None = None
        self.card: WhoSends | None = None
        controller.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show who sends, if anybody but the person does or should."""
        stored, note = _readable(self._known), notes.of(self._known.store)
        matters = stored is not None and self._known.sent_by_others()
        if not matters or self._page.locked:
            if self.card is not None:
                self.card.hide()
            return
        assert stored is not None
        if self.card is None:
            self._make_card()
        assert self.card is not None
        self.card.show()
        if note is None:
            words = _(
                "Tests in this window send with your own account. The service {unit} runs under"
                " another one, which cannot open your keyring."
            ).format(unit=DEFAULT_UNIT)
            self.card.show_words(Tone.QUIET, words, _("Hand over…"), undo=False)
            return
        state = note.state(stored.revision)
        self.card.show_words(*_said(note, state), undo=True)

    # ------------------------------------------------------------ private

    def _make_card(self) -> None:
        from hubmail_gui.window.widgets.who_sends import WhoSends

        self.card = WhoSends(self._page)
        self.card.wanted.connect(self._ask)
        self.card.unwanted.connect(self._ask_undo)
        self._page.place(self.card)

    def _ask(self) -> None:
        from hubmail_gui.window.ask import Role, ask

        stored, note = _readable(self._known), notes.of(self._known.store)
        if stored is None:
            return
        if note is not None:
            # It was agreed to once.
            self._give(stored, note.target)
            return
        words = _(
            "The settings are copied into the service's own folder, and the secret to systemd,"
            " encrypted for this computer. You may be asked for your password. Then a test mail is"
            " sent as the service's account."
        )
        ask(
            self._page,
            _("Hand the settings over to {unit}?").format(unit=DEFAULT_UNIT),
            words,
            {
                _("Hand over"): (Role.AcceptRole, lambda: self._give(stored, Target())),
                _("Cancel"): (Role.RejectRole, lambda: None),
            },
        )

    def _give(self, stored: Stored, target: Target) -> None:
        def give(watch: Watch) -> Result:
            from hubmail_gui.service.handover import giver

            wish = giver.Wish(target, elevate=_ELEVATE)
            return giver.give(self._known, wish, watch).result

        otherwise = _("Your own settings are as they were.")
        self._controller.actions.run(give, stored.settings, otherwise)

    def _ask_undo(self) -> None:
        from hubmail_gui.window.ask import Role, ask

        ask(
            self._page,
            _("Take back what was handed over?"),
            _(
                "Settings and secret are removed from the service, which can no longer send. Your"
                " own stay as they are."
            ),
            {
                _("Take back"): (Role.DestructiveRole, self._undo),
                _("Cancel"): (Role.RejectRole, lambda: None),
            },
        )

    def _undo(self) -> None:
        from hubmail_gui.service.handover import giver
        from hubmail_gui.window.worker import Run

        if self._undoing is not None or self._controller.running:
            return
        wish = giver.Wish(Target("", "", ""), elevate=_ELEVATE)
        self._undoing = Run(
            lambda watch: giver.take_back(self._known, wish, watch).result.failure, _defect
        )
        self._undoing.finished.connect(self._undone)
        if self.card is not None:
            self.card.undo_button.setEnabled(False)
        self._undoing.start()

    def _undone(self, failure: Fault | None) -> None:
        from hubmail_gui.window.access import announce

        self._undoing = None
        if self.card is not None:
            self.card.undo_button.setEnabled(True)
        self.refresh()
        if failure is not None:
            self._controller.actions.flow.show_fault(failure)
        else:
            announce(self._page, _("What was handed over is gone from the service."))


def _said(note: Note, state: State) -> tuple[Tone, str, str]:
    """The tone, the sentence and the offer for what was handed over."""
    sentences = {
        State.WORKS: (
            Tone.GOOD,
            _(
                "The account {account} sends for Hub with these settings. Its test passed on {when}."
            ),
        ),
        State.FAILED: (
            Tone.BAD,
            _("The account {account} has these settings, but its test failed: {title}."),
        ),
        State.STALE: (
            Tone.WARNING,
            _("The account {account} still has the settings from before."),
        ),
        State.UNFINISHED: (
            Tone.WARNING,
            _("The settings were not wholly handed over to {account}."),
        ),
    }
    tone, sentence = sentences[state]
    account = note.target.account or note.target.unit
    words = sentence.format(account=account, when=_when(note), title=_title(note))
    if state is not State.WORKS:
        return tone, words, _("Hand over again")
    if note.target.unit:
        # Its secret it was given when it was started.
        restart = _("A service that runs takes them when it is started again: {command}")
        words += " " + restart.format(command=f"systemctl try-restart {note.target.unit}")
    return tone, words, ""


def _when(note: Note) -> str:
    try:
        datetime.fromisoformat(note.at)
    except ValueError:
        return "–"
    return dates.recorded(note.at)


def _title(note: Note) -> str:
    if note.code is None:
        return ""
    from hubmail_gui.service import verdict

    try:
        return verdict.title(Fault(note.code))
    except KeyError:  # one that only a later version knows
        return note.code


def _readable(configuration: Configuration) -> Stored | None:
    try:
        return configuration.stored()
    except FaultError:
        return None


def _defect(error: BaseException) -> Fault:
    from hubmail_gui.service import defects

    return defects.fault(error)
