"""What a long history, typing and many tests cost: that the program stays as quick as it was."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.bench import HUBMAIL, Bench, Row, Unit
from benchmarks.mail_server import PASSWORD
from benchmarks.pairs import Comparison, compare, summary
from benchmarks.processes import answer_of, seconds_to_run, window

FEW, MANY, VERY_MANY = 10, 1_000, 100_000
STROKES = 200
TESTS = 1_000
# One frame at sixty a second.
FRAME_MS = 16
ENTRY = {
    "at": "2026-11-23T14:02:11+01:00", "who": "claire", "action": "tested", "revision": 4,
    "fields": [], "ok": True, "code": None,
}  # fmt: skip


def _with_history(bench: Bench, lines: int) -> str:
    """A configuration folder like the others, with a history of so many lines."""
    folder = bench.folder / f"history-{lines}"
    if not folder.exists():
        shutil.copytree(bench.configured(), folder)
        line = json.dumps(ENTRY) + "\n"
        (folder / "history.jsonl").write_text(line * lines, encoding="utf-8")
    return str(folder)


def _first_frame(lines: int) -> Callable[[Bench], Comparison]:
    def measure(bench: Bench) -> Comparison:
        def milliseconds(count: int) -> float:
            with window([HUBMAIL, "--config-dir", _with_history(bench, count)]) as shown:
                return shown.first_frame * 1000

        return compare(lambda: milliseconds(lines), lambda: milliseconds(FEW), bench.pairs)

    return measure


def _history(lines: int) -> Callable[[Bench], Comparison]:
    def measure(bench: Bench) -> Comparison:
        def milliseconds(count: int) -> float:
            folder = _with_history(bench, count)
            return seconds_to_run([HUBMAIL, "history", "--config-dir", folder]) * 1000

        return compare(lambda: milliseconds(lines), lambda: milliseconds(FEW), bench.pairs)

    return measure


def keystroke(bench: Bench) -> Comparison:
    """A key in a field of the form and the way out of it, which checks the form, both painted."""
    document = bench.server.settings(encrypted=True)

    def ours() -> float:
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            order = {"folder": folder, "document": document, "times": STROKES}
            return float(answer_of("benchmarks.in_form", order)["stroke_ms"])

    def theirs() -> float:
        return float(answer_of("benchmarks.in_form", {"times": STROKES})["stroke_ms"])

    return compare(ours, theirs, max(3, bench.pairs // 3), warm_up=0)


def memory(bench: Bench) -> Comparison:
    """What the window holds after a thousand tests, and after the first hundred of them."""
    folder = Path(tempfile.mkdtemp(dir=bench.folder))
    document = bench.server.settings(encrypted=True)
    order = {"folder": str(folder), "document": document, "secret": PASSWORD, "times": TESTS}
    answer = answer_of("benchmarks.many_tests", order)
    return summary([answer["last_mib"]], [answer["first_mib"]])


ROWS = (
    Row("window to first frame, 100,000 / 10 lines of history", 1.1, _first_frame(VERY_MANY)),
    Row("  the same, 1,000 / 10 lines", None, _first_frame(MANY)),
    Row("  hubmail history, 1,000 / 10 lines", None, _history(MANY)),
    Row("  hubmail history, 100,000 / 10 lines", None, _history(VERY_MANY)),
    Row("keystroke with the form's check / in a plain field", FRAME_MS, keystroke, absolute=True),
    Row("memory after 1,000 tests / after 100", 1.1, memory, Unit.MEBIBYTES),
)
