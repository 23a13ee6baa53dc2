"""Running a test from a terminal: its steps as they happen, Ctrl-C, the time limit, and the verdict."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO, TypeVar

from hubmail_gui.cli import output
from hubmail_gui.cli.interrupts import cancelling
from hubmail_gui.cli.terminal import flush, shown, write
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.steps import LABELS, StepReport, StepState
from hubmail_gui.core.texts import _
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.verdict import Kind, verdict

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.cli.context import Context
    from hubmail_gui.service.result import Result

T = TypeVar("T")

Stepped = Callable[[StepReport], None]


def watched(context: Context, action: Callable[[Watch], T]) -> T:
    """The result of ``action``, shown step by step and cancelled by Ctrl-C."""
    ladder = Ladder(context)
    return _run(action, watch(context.arguments, ladder.stepped))


def quiet(context: Context, action: Callable[[Watch], T]) -> T:
    """The result of ``action``, cancelled by Ctrl-C, with nothing shown on the way."""
    return _run(action, watch(context.arguments))


def watch(arguments: argparse.Namespace, stepped: Stepped | None = None) -> Watch:
    """Who looks on, within what is left of ``--timeout``."""
    cancel = Cancel(arguments.until)
    seconds = None if arguments.timeout is None else cancel.left(arguments.timeout)
    return Watch(stepped, cancel, seconds) if stepped else Watch(cancel=cancel, seconds=seconds)


def _run(action: Callable[[Watch], T], watch: Watch) -> T:
    with cancelling(watch.cancel):
        return action(watch)


_MARKS = {
    StepState.RUNNING: "…",
    StepState.OK: "✔",
    StepState.FAILED: "✘",
    StepState.SKIPPED: "·",
    StepState.CANCELLED: "–",
}


def marks(encoding: str) -> dict[StepState, str]:
    """What stands before each step: a mark, or a word where the output's code page has none."""
    try:
        "".join(_MARKS.values()).encode(encoding)
    except UnicodeEncodeError:
        from hubmail_gui.service.report import STATE_WORDS

        words = {state: _(word) for state, word in STATE_WORDS.items()}
        width = max(map(len, words.values()))
        return {state: word.ljust(width) for state, word in words.items()}
    return _MARKS


class Ladder:
    """Shows each step as it happens: the present one on a terminal, the finished ones anywhere."""

    def __init__(self, context: Context) -> None:
        self._stream: TextIO | None = sys.stderr if context.json else sys.stdout
        self._live = self._stream is not None and _is_terminal(self._stream)
        self._marks = marks((self._stream and self._stream.encoding) or "utf-8")
        self._shown = self._live or not context.json
        self._width = max(len(_(label)) for label in LABELS.values())

    def stepped(self, report: StepReport) -> None:
        """Show one report; called in the thread that does the work."""
        if not self._shown or (report.state is StepState.RUNNING and not self._live):
            return
        row = f"  {self._marks[report.state]}  {_(LABELS[report.step]).ljust(self._width)}"
        if report.state is StepState.RUNNING:
            write(self._stream, f"\r{row}\x1b[K")
        else:
            start, end = ("\r", "\x1b[K\n") if self._live else ("", "\n")
            timed = report.state not in (StepState.SKIPPED, StepState.RUNNING)
            time = f"  {report.elapsed_ms:.0f} ms" if timed else ""
            line = f"{row}  {shown(report.detail)}{time}".rstrip()
            write(self._stream, f"{start}{line}{end}")
        flush(self._stream)


def _is_terminal(stream: TextIO) -> bool:
    """Whether somebody watches, on something that knows how to rewrite a line."""
    if not stream.isatty():
        return False
    if sys.platform == "win32":
        from hubmail_gui.core import windows

        return windows.rewrites_lines(stream.fileno())
    return True


def conclude(context: Context, result: Result) -> int:
    """Show the verdict on an apply, test or restore, and return the exit status."""
    if not context.json:
        _tell(result)
    return output.finish(context, result)


def _tell(result: Result) -> None:
    told = verdict(result)
    if told.kind is Kind.UNCHANGED:
        output.say(told.title)
    elif told.kind is Kind.ACCEPTED:
        output.say()
        for sentence in told.sentences:
            output.say(sentence)
    elif told.standing:
        output.tell()
        output.tell(told.standing)
