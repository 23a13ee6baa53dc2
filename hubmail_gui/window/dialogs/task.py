"""A dialog that does one thing at a time, off the window's thread, and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import access, theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.sheet import Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.widgets.verdict import VerdictView
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.window.topics import Topic
    from hubmail_gui.window.worker import Job


class TaskSheet(Sheet):
    """Words on top, whatever is asked for below them, and the verdict at the end."""

    enter_presses = False

    def __init__(
        self,
        title: str,
        words: str,
        topic: Topic,
        parent: QWidget | None = None,
        *,
        size: tuple[float, float] = (46, 44),
    ) -> None:
        """Make the dialog.

        Args:
            title: its window's.
            words: what will happen, said before it does.
            topic: where the help explains it.
            parent: the window that it belongs to.
            size: width and height that it wants at most, in heights of the font.
        """
        super().__init__(title, parent, size=size)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._run: Run | None = None
        self.words = Text(words, Tone.QUIET, wrap=True, selectable=True, parent=self.content)
        self.add(self.words)
        self.verdict = VerdictView(self.content)
        self.verdict.hide()
        self.offer_help(topic)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._run is not None

    def place_verdict(self) -> None:
        """Put the verdict below what was added until now."""
        self.add(self.verdict)
        self.column.addStretch(1)

    def begin(self, work: Job, doing: str = "") -> None:
        """Do ``work`` unless something is being done; ``doing`` says so meanwhile."""
        if self._run is not None:
            return
        self.verdict.clear()
        self.verdict.say(doing or _("One moment…"), "mail", Tone.ACCENT)
        self._run = Run(work, lambda error: error)
        self._run.finished.connect(self._end)
        self.allow()
        self.fit()
        self._run.start()

    def allow(self) -> None:
        """Let be pressed what can be, now that something is done, or no longer is."""

    def show_outcome(self, outcome: object) -> None:
        """Say what the work returned; it never sees what was raised."""
        raise NotImplementedError

    def show_error(self, error: BaseException) -> None:
        """Say why the work could not be done."""
        from hubmail_gui.core.problems import Problem, ProblemError
        from hubmail_gui.service import defects

        if isinstance(error, ProblemError):
            self.show_reason(Problem("", error.code, error.params).title())
        elif isinstance(error, OSError):
            reason = error.strerror or ""
            self.show_reason(_("The file cannot be used: {reason}").format(reason=reason))
        else:
            self.show_fault(defects.fault(error))

    def show_reason(self, words: str) -> None:
        """Say in one sentence why it came to nothing."""
        self.verdict.say(words, "failed", Tone.BAD)

    def show_fault(self, fault: Fault) -> None:
        """Say what went wrong and who mends it, as everywhere."""
        from hubmail_gui.core import texts
        from hubmail_gui.diagnosis import catalogue
        from hubmail_gui.service import verdict

        words = catalogue.words(fault.code, texts.language(), fault.params)
        self.verdict.say(words.title, "failed", Tone.BAD, words.cause)
        self.verdict.add_remedies(words)
        self.verdict.add_quote(fault.reply or "", verdict.quoted(fault.code))
        self.verdict.add_text(fault.code, Tone.QUIET)

    def _end(self, outcome: object) -> None:
        self._run = None
        self.verdict.clear()
        if isinstance(outcome, BaseException):
            self.show_error(outcome)
        else:
            self.show_outcome(outcome)
        self.allow()
        access.chain(self)
        self.verdict.title.take_focus()
        announce(self, self.verdict.title.text())
        # Once everything has its width: what is wrapped needs more lines then.
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Bring the answer to the top where both do not fit."""
        self.fit()
        self.area.verticalScrollBar().setValue(self.verdict.y() - theme.em(self, 0.5))

    def done(self, result: int) -> None:
        """Nobody waits for what is still being done."""
        if self._run is not None:
            # What it still brings has nowhere to go: the dialog is deleted as soon as it is closed.
            self._run.finished.disconnect(self._end)
            self._run.cancel()
            self._run = None
        super().done(result)
