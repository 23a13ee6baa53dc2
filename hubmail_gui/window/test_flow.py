"""A test from the click to its end: a thread, the status dialog, and the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.steps import Step
from hubmail_gui.core.texts import _
from hubmail_gui.service.result import Result, failed
from hubmail_gui.service.verdict import title
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.record import Kept
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.status_dialog import StatusDialog

Action = Callable[["Watch"], Result]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is about to be tested.

    Attributes:
        action: does it, in the worker's thread.
        plan: the steps that it will go through.
        words: where the mail goes, said while it runs.
        settings: for the report; None when they could not be read.
        keep: stores what this trial has proven; None where there is nothing to store.
        instead: said after a failure, in the place of what would mend the settings on the page;
            None where it is about those.
    """

    action: Action
    plan: Iterable[Step]
    words: str
    settings: MailSettings | None
    keep: Callable[[Result, Watch], Result] | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A result with all that is shown of it, made where it may take its time."""

    result: Result
    report: str
    transcript: tuple[str, ...]


class TestFlow(QObject):
    """Runs one trial at a time and shows it.

    Signals:
        finished (Result): a trial ended.
        field_requested (str): the person wants to see the field with this key.
        received: the code of the test mail was entered.
        retry_requested: the test of an earlier result is wanted again.
        cure_taken (Cure): the person wants what would mend it.
        kept (Result): what was tested is stored now.
        closed: the dialog is no longer shown.
    """

    __test__ = False  # for pytest, which collects classes of this name

    finished = Signal(object)
    field_requested = Signal(str)
    received = Signal()
    retry_requested = Signal()
    cure_taken = Signal(object)
    kept = Signal(object)
    closed = Signal()

    def __init__(self, service: Service, window: QWidget) -> None:
        super().__init__(window)
        self._service = service
        self._window = window
        self._run: Run | None = None
        self._trial: Trial | None = None
        self._told: Told | None = None
        self._dialog: StatusDialog | None = None
        self._saving: Run | None = None
        self._after: Callable[[], None] | None = None
        # The settings whose test the dialog shows.
        self._shown: MailSettings | None = None

    @property
    def running(self) -> bool:
        """Whether a test is under way."""
        return self._run is not None

    def start(self, trial: Trial) -> None:
        """Begin, unless a trial is under way."""
        if self._run is not None:
            return
        self._trial, self._shown = trial, trial.settings
        dialog = self._shown_dialog(_("Test email"))
        dialog.begin(trial.plan, trial.words)
        self._run = Run(lambda watch: _told(trial.action(watch), trial.settings), _failed)
        self._run.stepped.connect(dialog.show_step)
        self._run.waiting.connect(dialog.show_waiting)
        self._run.finished.connect(self._end)
        self._run.start()

    def show_earlier(self, last: Kept, plan: Iterable[Step], settings: MailSettings) -> None:
        """Show an earlier test of ``settings``."""
        if self._run is not None:
            return
        from hubmail_gui.window import cures

        # It is not what *Try again* would do again.
        self._told, self._shown = None, settings
        told = _told(last.result, settings)
        dialog = self._shown_dialog(_("Last test"))
        dialog.begin(plan, "")
        dialog.finish(
            last.result,
            report=told.report,
            transcript=told.transcript,
            received=last.received,
            offers=cures.of(last.result.failure, settings, stored=True),
        )

    def show_fault(self, fault: Fault) -> None:
        """Show why something could not even begin."""
        told = _told(failed(fault), None)
        # No test was made: whatever it is, it has to be mended before one can be.
        dialog = self._shown_dialog(title(fault))
        dialog.begin((), "")
        dialog.finish(told.result, report=told.report, again=False)

    def cancel(self) -> None:
        """Stop what runs, as *Cancel* in the dialog does."""
        if self._run is not None and self._dialog is not None:
            self._dialog.reject()

    def stop_then(self, after: Callable[[], None]) -> None:
        """Cancel what runs, and call ``after`` when it has ended."""
        if self._run is None:
            after()
            return
        self._after = after
        if self._dialog is not None:
            self._dialog.close()
        self._run.cancel()

    @property
    def dialog(self) -> StatusDialog | None:
        """Where the last trial is shown, once there was one."""
        return self._dialog

    def _shown_dialog(self, name: str) -> StatusDialog:
        from hubmail_gui.window.status_dialog import StatusDialog

        if self._dialog is None:
            self._dialog = StatusDialog(name, self._window)
            self._dialog.cancel_requested.connect(self._cancel)
            self._dialog.retry_requested.connect(self._retry)
            self._dialog.field_requested.connect(self.field_requested)
            self._dialog.cure_taken.connect(self.cure_taken)
            self._dialog.save_requested.connect(self._keep)
            self._dialog.receipt_entered.connect(self._receive)
            self._dialog.domain_wanted.connect(self._show_domain)
            self._dialog.finished.connect(lambda _result: self.closed.emit())
        self._dialog.setWindowTitle(name)
        self._dialog.open()
        return self._dialog

    def _show_domain(self) -> None:
        """Of the settings whose test is shown."""
        from hubmail_gui.window.dialogs.domain import DomainDialog

        if self._shown is not None and self._dialog is not None:
            DomainDialog(self._shown, self._dialog).open()

    def _cancel(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def _retry(self) -> None:
        if self._told is not None and self._trial is not None:
            self.start(self._trial)
        else:
            self.retry_requested.emit()

    def _end(self, told: Told) -> None:
        self._run = None
        self._told = told
        if self._dialog is not None:
            if told.result.errors:
                # They belong to the fields, not to a dialog in front of them.
                self._dialog.done(0)
            else:
                self._show(self._dialog, told)
        self.finished.emit(told.result)
        if self._after is not None:
            after, self._after = self._after, None
            after()

    def _show(self, dialog: StatusDialog, told: Told) -> None:
        from hubmail_gui.window import cures

        trial = self._trial
        mended = trial.settings if trial is not None and trial.instead is None else None
        dialog.finish(
            told.result,
            report=told.report,
            transcript=told.transcript,
            offers=cures.of(told.result.failure, mended, stored=told.result.saved),
            instead=trial.instead if trial is not None else None,
            may_save=told.result.ok and trial is not None and trial.keep is not None,
        )

    def _keep(self) -> None:
        """Store what was just proven, off the window's thread: a keyring may ask a person."""
        trial, told = self._trial, self._told
        if trial is None or trial.keep is None or told is None or self._saving is not None:
            return
        keep, result = trial.keep, told.result
        self._saving = Run(lambda watch: keep(result, watch), lambda error: error)
        self._saving.finished.connect(self._kept)
        self._saving.start()

    def _kept(self, outcome: object) -> None:
        self._saving = None
        dialog = self._dialog
        saved = outcome if isinstance(outcome, Result) else _failed_result(outcome)
        if saved.ok:
            self._told = _told(saved, self._trial.settings if self._trial else None)
            self.kept.emit(saved)
        if dialog is not None:
            dialog.show_saved(title(saved.failure) if saved.failure else "")

    def _receive(self, code: str) -> None:
        from hubmail_gui.service import receipts

        known = self._service.received(code)
        if not known and self._told is not None:
            # A test of values that are not stored, which the service does not remember.
            known = receipts.same_code(self._told.result.receipt_code, code)
        if self._dialog is not None:
            self._dialog.show_received(known=known)
        if known:
            self.received.emit()


def _told(result: Result, settings: MailSettings | None) -> Told:
    from hubmail_gui.service import report

    return Told(
        result,
        report.text(result, settings),
        tuple(
            f"{line.at_ms / 1000:7.3f}  {_MARKS.get(line.source, '*')} {line.text}"
            for line in result.attempt.transcript
        ),
    )


def _failed(error: BaseException) -> Told:
    return _told(_failed_result(error), None)


def _failed_result(error: object) -> Result:
    from hubmail_gui.service import defects

    assert isinstance(error, BaseException)
    return failed(defects.fault(error))


_MARKS = {"client": ">", "server": "<"}
