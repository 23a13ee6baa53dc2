"""The steps of a test on the terminal, each as it happens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from hubmail_gui.cli.output import shown, write
from hubmail_gui.core.steps import LABELS, StepReport, StepState
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.cli.context import Context

_MARKS = {
    StepState.RUNNING: "…",
    StepState.OK: "✔",
    StepState.FAILED: "✘",
    StepState.SKIPPED: "·",
    StepState.CANCELLED: "–",
}


class Ladder:
    """Shows each step as it happens: the present one on a terminal, the finished ones anywhere."""

    def __init__(self, context: Context) -> None:
        self._stream: TextIO | None = sys.stderr if context.json else sys.stdout
        self._live = self._stream is not None and self._stream.isatty()
        self._shown = self._live or not context.json
        self._width = max(len(_(label)) for label in LABELS.values())

    def stepped(self, report: StepReport) -> None:
        """Show one report; called in the thread that does the work."""
        if not self._shown or (report.state is StepState.RUNNING and not self._live):
            return
        row = f"  {_MARKS[report.state]}  {_(LABELS[report.step]).ljust(self._width)}"
        if report.state is StepState.RUNNING:
            write(self._stream, f"\r{row}\x1b[K")
        else:
            start, end = ("\r", "\x1b[K\n") if self._live else ("", "\n")
            timed = report.state not in (StepState.SKIPPED, StepState.RUNNING)
            time = f"  {report.elapsed_ms:.0f} ms" if timed else ""
            line = f"{row}  {shown(report.detail)}{time}".rstrip()
            write(self._stream, f"{start}{line}{end}")
        if self._stream is not None:
            self._stream.flush()
