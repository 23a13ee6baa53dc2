"""The steps of a test, all of them from the first moment, each with icon, words and time."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QLocale, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.steps import LABELS, Step, StepReport, StepState
from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.text import Text, Value

_LOOKS = {
    StepState.OK: ("ok", Tone.GOOD),
    StepState.FAILED: ("failed", Tone.BAD),
    StepState.SKIPPED: ("pending", Tone.QUIET),
    StepState.CANCELLED: ("stopped", Tone.WARNING),
    StepState.RUNNING: ("", Tone.ACCENT),
}

STATE_WORDS = {
    StepState.RUNNING: N_("in progress"),
    StepState.OK: N_("done"),
    StepState.FAILED: N_("failed"),
    StepState.SKIPPED: N_("skipped"),
    StepState.CANCELLED: N_("cancelled"),
}


def duration(milliseconds: float) -> str:
    """A time as a row shows it: ``12 ms``, ``1.4 s``, in French ``1,4 s``."""
    if milliseconds < 1:
        return "< 1 ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    return f"{QLocale(texts.language()).toString(milliseconds / 1000, 'f', 1)} s"


class _Mark(Icon):
    """The icon of a row, which turns while its step runs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("pending", Tone.QUIET, parent)
        self._angle: int | None = None

    def turn(self, angle: int | None) -> None:
        """Show the spinner at ``angle`` degrees; None: the icon."""
        self._angle = angle
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._angle is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.colour(Tone.ACCENT, self.window().palette())
        width = self.width() / 9
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        ring = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.drawArc(ring, -self._angle * 16, 270 * 16)


class StepRow:
    """One step: its mark, its name, what it found and how long it took."""

    def __init__(self, step: Step, ladder: QWidget) -> None:
        self.step = step
        self.state: StepState | None = None
        self.mark = _Mark(ladder)
        self.name = Text(_(LABELS[step]), Tone.QUIET, parent=ladder)
        self.detail = Value(parent=ladder)
        self.detail.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.time = Text("", Tone.QUIET, parent=ladder)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_report(self, report: StepReport) -> None:
        """Show what became of the step."""
        self.state = report.state
        icon, tone = _LOOKS[report.state]
        running = report.state is StepState.RUNNING
        if not running:
            self.mark.show_icon(icon, tone)
            self.mark.turn(None)
        self.name.show_tone(Tone.QUIET if report.state is StepState.SKIPPED else Tone.PLAIN)
        self.detail.show_value(report.detail)
        self.detail.setVisible(bool(report.detail))
        timed = report.state in (StepState.OK, StepState.FAILED, StepState.CANCELLED)
        self.show_time(duration(report.elapsed_ms) if timed else "")
        # For whoever reads row by row: the mark alone says nothing aloud.
        self.name.setAccessibleDescription(self.sentence())

    def show_time(self, words: str) -> None:
        """Show how long it takes; a label with nothing on it would be read aloud as nothing."""
        self.time.setText(words)
        self.time.setVisible(bool(words))

    def sentence(self) -> str:
        """The row as one hears it."""
        if self.state is None:
            return ""
        parts = [_(STATE_WORDS[self.state]), self.detail.value(), self.time.text()]
        words = ", ".join(part for part in parts if part)
        return _("{step}: {state}").format(step=self.name.text(), state=words)


class StepLadder(QWidget):
    """All steps of one test; the present one turns and, after a second, counts."""

    TICK_MS = 80

    def __init__(self, plan: Iterable[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Steps of the test"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.em(self, 0.8))
        self._grid.setVerticalSpacing(theme.em(self, 0.25))
        self._grid.setColumnStretch(2, 1)
        # Wide enough for the longest time, so that no column moves while rows fill.
        self._grid.setColumnMinimumWidth(3, self.fontMetrics().horizontalAdvance("< 000,0 ms"))
        self.rows: dict[Step, StepRow] = {}
        self._running: StepRow | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(self.TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.begin(plan)

    def begin(self, plan: Iterable[Step]) -> None:
        """Show the steps of ``plan`` in their order, none of them begun."""
        self.stop()
        for row in self.rows.values():
            for widget in (row.mark, row.name, row.detail, row.time):
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        for step in plan:
            self._add(step)

    def show_report(self, report: StepReport) -> str:
        """Show what became of a step.

        Returns:
            the row as one sentence when the step has ended, else an empty text.
        """
        row = self.rows.get(report.step) or self._add(report.step)
        row.show_report(report)
        if report.state is StepState.RUNNING:
            if self._running is not None and self._running is not row:
                self._running.mark.turn(None)
            self._running = row
            self._since.start()
            self._tick()
            self._timer.start()
            return ""
        if row is self._running:
            self._running = None
            self._timer.stop()
        return row.sentence()

    def stop(self) -> None:
        """Let nothing turn any more."""
        self._timer.stop()
        if self._running is not None:
            self._running.mark.turn(None)
        self._running = None

    def complete(self) -> None:
        """Nothing changes any more: what a row has to say is shown in full."""
        self.stop()
        for row in self.rows.values():
            row.detail.unfold()

    def _add(self, step: Step) -> StepRow:
        row = self.rows[step] = StepRow(step, self)
        line = self._grid.rowCount()
        for column, widget in enumerate((row.mark, row.name, row.detail, row.time)):
            self._grid.addWidget(widget, line, column)
            widget.setVisible(widget in (row.mark, row.name))
        row.name.setAccessibleDescription(_("not begun yet"))
        return row

    def _tick(self) -> None:
        if self._running is None:
            return
        passed = self._since.elapsed()
        self._running.mark.turn(passed * 360 // 1000 % 360)
        if passed >= 1000:
            self._running.show_time(f"{passed // 1000} s")
