"""The test while it happens, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui import methods
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme, verdicts
from hubmail_gui.window.access import announce
from hubmail_gui.window.pages.email_notice import offer
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.containers import Scroller
from hubmail_gui.window.widgets.receipt import Receipt
from hubmail_gui.window.widgets.step_ladder import StepLadder
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.widgets.verdict import Verdict

Json = Mapping[str, Any]


class StatusDialog(QDialog):
    """Shows one test after another; it starts none and knows none of the settings.

    Signals:
        cancel_requested: the person gave up; whoever runs the test ends it and calls ``finish``.
        retry_requested: the same again.
        field_requested (str): show the field with this key.
        type_requested (str): set up this authentication type instead.
        receipt_entered (str): the code that stood in the mail.
    """

    cancel_requested = Signal()
    retry_requested = Signal()
    field_requested = Signal(str)
    type_requested = Signal(str)
    receipt_entered = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._running = False
        self._close_at_end = False
        self._field = self._offered = ""
        self._report = ""
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        self.ladder = StepLadder(parent=self)
        self.verdict = Verdict()
        self.verdict.copied.connect(lambda: self._say(_("Copied.")))
        self._area = Scroller(self.verdict, self)
        self._state = Text("", Tone.QUIET, parent=self)
        self.receipt: Receipt | None = None
        self._buttons = QDialogButtonBox(self)
        self.copy_button = self._button(_("Copy report"), self._copy_report)
        self.field_button = self._button(_("Show the field"), self._show_field)
        self.offer_button = self._button("", self._take_offer)
        self.retry_button = self._button(_("Try again"), self.retry_requested.emit)
        self.close_button = Button(_("Cancel"), parent=self)
        self._buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()

    def begin(self, plan: Iterable[Step], words: str) -> None:
        """A test starts: ``plan`` are its steps, ``words`` say where it goes."""
        self.ladder.begin(plan)
        self.verdict.clear()
        self.receipt = None
        self._running = True
        for button in (self.copy_button, self.field_button, self.offer_button, self.retry_button):
            button.hide()
        self.close_button.setText(_("Cancel"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()
        self._state.clear()
        self.verdict.add_text(words, Tone.QUIET)

    def show_step(self, report: StepReport) -> None:
        """A step began or ended."""
        if self._running:
            announce(self, self.ladder.show_report(report))

    def finish(self, result: Json, *, report: str, transcript: Iterable[str] = ()) -> None:
        """The test is over.

        Args:
            result: the JSON of contract section 5, with its words.
            report: the plain text that *Copy report* puts into the clipboard.
            transcript: the whole exchange, line by line; not kept with an earlier result.
        """
        self._running = False
        self._report = report
        self.show_steps(result)
        self.ladder.stop()
        self._state.clear()
        self.verdict.clear()
        self.receipt = verdicts.write(self.verdict, result, list(transcript))
        if self.receipt is not None:
            self.receipt.entered.connect(self.receipt_entered)
        failure = result.get("failure") or {}
        self._field = str(failure.get("field") or "")
        self.show_offer(failure)
        self.copy_button.setVisible(bool(report))
        self.field_button.setVisible(bool(self._field))
        # None: nothing was tried that could be tried again.
        self.retry_button.setVisible(result.get("ok") is False)
        # What was made for this verdict would come after the buttons.
        access.chain(self)
        self.close_button.setText(_("Close"))
        self.close_button.setEnabled(True)
        if self._close_at_end:
            self.accept()
            return
        if self.verdict.title is not None:
            self.verdict.title.take_focus()
            announce(self, self.verdict.title.text())

    def show_steps(self, result: Json) -> None:
        """Fill the rows from a finished result."""
        for step in result.get("steps") or ():
            state = StepState(step["state"])
            self.ladder.show_report(
                StepReport(Step(step["name"]), state, step["elapsed_ms"], step["detail"])
            )

    def show_received(self, seconds: float | None) -> None:
        """Answer to ``receipt_entered``: the mail took so long, or None: that was not its code."""
        if self.receipt is not None:
            announce(self, self.receipt.show_answer(seconds is not None))

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

    def _lay_out(self) -> None:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        column = QVBoxLayout(self)
        margin = theme.em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.em(self, 0.7))
        for widget in (self.ladder, line):
            column.addWidget(widget)
        column.addWidget(self._area, 1)
        column.addWidget(self._state)
        column.addWidget(self._buttons)
        wanted = (theme.em(self, 46), theme.em(self, 40))
        space = self.screen().availableSize()
        self.resize(min(wanted[0], space.width() - 40), min(wanted[1], space.height() - 80))

    def _button(self, text: str, action: Any) -> Button:  # noqa: ANN401 - any slot
        button = Button(text, parent=self)
        button.clicked.connect(lambda: action())
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        button.hide()
        return button

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._say(_("Report copied."))

    def _show_field(self) -> None:
        field = self._field
        self.accept()
        self.field_requested.emit(field)

    def show_offer(self, failure: Json) -> None:
        """After a sign-in was refused for good, offer what the provider takes instead."""
        kind = (failure.get("params") or {}).get("type")
        said = (str(failure.get("code", "")), str(failure.get("reply") or ""))
        self._offered = methods.method(kind).offered(*said) if kind else ""
        self.offer_button.setVisible(bool(self._offered))
        if self._offered:
            self.offer_button.setText(offer(self._offered))

    def _take_offer(self) -> None:
        self.accept()
        self.type_requested.emit(self._offered)

    def _say(self, words: str) -> None:
        self._state.setText(words)
        announce(self, words)
        if not self._running:
            QTimer.singleShot(4000, self._state, self._state.clear)
