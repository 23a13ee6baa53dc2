"""The test while it happens, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.steps import Step, StepReport
from hubmail_gui.core.texts import _
from hubmail_gui.service.result import Result
from hubmail_gui.service.verdict import Verdict, verdict
from hubmail_gui.window import access, cures, verdicts
from hubmail_gui.window.access import announce
from hubmail_gui.window.cures import Cure
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button, LinkButton
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.step_ladder import StepLadder
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.widgets.verdict import Passage, VerdictView


class StatusDialog(Sheet):
    """Shows one test after another; it starts none and knows none of the settings.

    Signals:
        cancel_requested: the person gave up; whoever runs the test ends it and calls ``finish``.
        retry_requested: the same again.
        field_requested (str): show the field with this key.
        cure_taken (Cure): do what would mend it.
        save_requested: store what was just proven.
        receipt_entered (str): the code that stood in the mail.
        domain_wanted: say what the DNS says about the sender's domain.
    """

    cancel_requested = Signal()
    retry_requested = Signal()
    field_requested = Signal(str)
    cure_taken = Signal(object)
    save_requested = Signal()
    receipt_entered = Signal(str)
    domain_wanted = Signal()

    # So long nothing is said of a keyring that answers at once.
    PATIENCE_MS = 500

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, size=(46, 48))
        self._running = False
        self._close_at_end = False
        self._field = self._report = ""
        self._told: Verdict | None = None
        self._cures: tuple[Cure, ...] = ()
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self.verdict = VerdictView(self.content)
        self._steps = Card(parent=self.content)
        self.ladder = StepLadder(parent=self._steps)
        self._steps.add(self.ladder)
        self.more = Passage(self.content)
        for part in (self.verdict, self._steps, self.more):
            self.add(part)
        self.column.addStretch(1)
        for passage in (self.verdict, self.more):
            passage.copied.connect(lambda: self._say(_("Copied.")))
        self._state = Text("", Tone.QUIET, parent=self.bar)
        self.receipt: Receipt | None = None
        self.copy_button = LinkButton(_("Copy report"), parent=self.bar)
        self.copy_button.clicked.connect(self._copy_report)
        self.bar.add_side(self._state)
        self.bar.add_side(self.copy_button)
        add = self.buttons.add_button
        self.field_button = add(_("Show the field"), Role.ActionRole, self._show_field)
        self.retry_button = add(_("Try again"), Role.ActionRole, self.retry_requested.emit)
        self.save_button = add(_("Save now"), Role.ActionRole, self.save_requested.emit)
        self._cure_buttons = [
            add("", Role.ActionRole, partial(self._take, place)) for place in range(cures.MOST)
        ]
        self.close_button = add(_("Cancel"), Role.RejectRole, self.reject)
        self._waiting = QTimer(self, singleShot=True, interval=self.PATIENCE_MS)
        self._waiting.timeout.connect(self._say_waiting)

    def begin(self, plan: Iterable[Step], words: str) -> None:
        """A test starts: ``plan`` are its steps, ``words`` say where it goes."""
        plan = tuple(plan)
        self.ladder.begin(plan)
        self._steps.setVisible(bool(plan))
        self.verdict.clear()
        self.more.clear()
        self.verdict.say(self.windowTitle(), "mail", Tone.ACCENT, words)
        self.receipt = None
        self._running = True
        self._field, self._cures = "", ()
        for button in (*self._choices(), self.copy_button):
            button.hide()
        self.close_button.setText(_("Cancel"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()
        self._state.clear()
        self.area.to_top()

    def show_step(self, report: StepReport) -> None:
        """A step began or ended."""
        self._waiting.stop()
        if self._running:
            announce(self, self.ladder.show_report(report))

    def show_waiting(self) -> None:
        """The keyring was asked; whoever has to unlock it may not know that we wait."""
        if self._running:
            self._waiting.start()

    def finish(
        self,
        result: Result,
        *,
        report: str,
        transcript: Iterable[str] = (),
        received: bool = False,
        offers: Iterable[Cure] = (),
        may_save: bool = False,
        again: bool = True,
        instead: str | None = None,
    ) -> None:
        """The test is over.

        Args:
            result: what it came to.
            report: the plain text that *Copy report* puts into the clipboard.
            transcript: the whole exchange, line by line.
            received: its mail is known to have arrived.
            offers: what would mend it, the best first.
            may_save: these settings passed and are not stored yet.
            again: something was tried that can be tried again.
            instead: said after a failure that is not about the settings on the page, so that
                nobody is led to their fields; None: it is.
        """
        self._running = False
        self._waiting.stop()
        told = verdict(result, alone=False)
        self._told, self._report = told, report
        self._state.clear()
        self._write(result, told, list(transcript), received=received)
        self._cures = tuple(offers)[: cures.MOST]
        self.retry_button.setVisible(again and not result.ok)
        self.save_button.setVisible(may_save)
        self._show_choices(told, instead)
        if told.code and not result.attempt.steps:
            # No test was made: it is about the keyring, or a file.
            self.setWindowTitle(told.title)
        self._rest()

    def _write(
        self, result: Result, told: Verdict, transcript: list[str], *, received: bool
    ) -> None:
        for step in result.attempt.steps:
            self.ladder.show_report(step)
        self.ladder.complete()
        self.verdict.clear()
        self.more.clear()
        verdicts.write(self.verdict, self.more, told, result.attempt, transcript)
        self.receipt = verdicts.receipt_card(self.verdict, told, received=received)
        if self.receipt is not None:
            self.receipt.entered.connect(self.receipt_entered)
        if link := verdicts.domain_link(self.verdict, told):
            link.clicked.connect(self.domain_wanted)
        if result.ok and not result.saved:
            self._unsaved = self.verdict.add_note(
                _("These settings work. They are not saved yet."), "info", Tone.QUIET
            )

    def _rest(self) -> None:
        """Nothing happens any more: what was said is read from its beginning."""
        self.fit()
        # Once more when everything has its width: what is wrapped needs more lines then.
        QTimer.singleShot(0, self, self.fit)
        # What was made for this verdict would come after the buttons.
        access.chain(self)
        self.close_button.setText(_("Close"))
        self.close_button.setEnabled(True)
        if self._close_at_end:
            self.accept()
            return
        self.area.to_top()
        self.verdict.title.take_focus()
        announce(self, self.verdict.title.text())

    def show_received(self, *, known: bool) -> None:
        """Answer to ``receipt_entered``: it was the mail's code, or not."""
        if self.receipt is None:
            return
        announce(self, self.receipt.show_answer(known))
        if known and self._told is not None:
            verdicts.answered(self.verdict, self._told)

    def show_saved(self, problem: str = "") -> None:
        """Answer to ``save_requested``: it is stored, or why not."""
        words = problem or _("Saved. Hub uses these settings from now on.")
        self._unsaved.setText(words)
        self.save_button.setVisible(bool(problem))
        announce(self, words)
        self.verdict.title.take_focus()

    def reject(self) -> None:
        """Cancel while a test runs, close when it is over; Escape does the same."""
        if not self._running:
            super().reject()
        elif self.close_button.isEnabled():
            self.close_button.setEnabled(False)
            self._say(_("Stopping…"))
            self.cancel_requested.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            self._close_at_end = True
            self.reject()
            event.ignore()
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a field or on a fold must not press a button of the dialog.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _choices(self) -> tuple[Button, ...]:
        return (self.field_button, self.retry_button, self.save_button, *self._cure_buttons)

    def _show_choices(self, told: Verdict, instead: str | None) -> None:
        if instead and told.code:
            self.verdict.add_note(instead, "info", Tone.QUIET)
        self._field = told.field if instead is None else ""
        self.copy_button.setVisible(bool(self._report))
        self.field_button.setVisible(bool(self._field))
        for place, button in enumerate(self._cure_buttons):
            button.setVisible(place < len(self._cures))
            if place < len(self._cures):
                button.setText(self._cures[place].words)
        self._choose_primary(told)

    def _choose_primary(self, told: Verdict) -> None:
        """One button is what comes next: the cure, or what one can do instead."""
        if self._cures:
            first: Button = self._cure_buttons[0]
        elif not self.save_button.isHidden():
            first = self.save_button
        elif told.temporary and not self.retry_button.isHidden():
            first = self.retry_button
        elif self._field and told.actor == "you":
            first = self.field_button
        else:
            first = self.close_button
        for button in (*self._choices(), self.close_button):
            button.set_primary(button is first and button is not self.close_button)
            if button is not self.close_button:
                self.buttons.set_role(
                    button, Role.AcceptRole if button is first else Role.ActionRole
                )

    def _take(self, place: int) -> None:
        self.cure_taken.emit(self._cures[place])

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._say(_("Report copied."))

    def _show_field(self) -> None:
        field = self._field
        self.accept()
        self.field_requested.emit(field)

    def _say_waiting(self) -> None:
        words = _(
            "Waiting for the keyring of this computer. It may ask for its password in a window of"
            " its own."
        )
        self.verdict.say(self.windowTitle(), "mail", Tone.ACCENT, words)
        announce(self, words)

    def _say(self, words: str) -> None:
        self._state.setText(words)
        announce(self, words)
        if not self._running:
            QTimer.singleShot(4000, self._state, self._state.clear)
