"""The window's start and memory, against an empty main window in the same Python."""

from __future__ import annotations

import sys

from benchmarks.bench import HUBMAIL, REFERENCES, Bench, Row, Unit
from benchmarks.pairs import Comparison, compare
from benchmarks.processes import BenchmarkError, window

# An empty shell or a splash would draw fewer: the first page's own widgets are in the first frame.
FEWEST_WIDGETS = 8
EMPTY = (sys.executable, str(REFERENCES / "empty_window.py"))


def first_frame(bench: Bench) -> Comparison:
    """Milliseconds from the start of the process to the first frame on the screen."""

    def ours() -> float:
        with window([HUBMAIL, "--config-dir", str(bench.configured())]) as shown:
            if len(shown.drawn) < FEWEST_WIDGETS:
                raise BenchmarkError(f"the first frame is an empty shell: {shown.drawn}")
            return shown.first_frame * 1000

    def theirs() -> float:
        with window(EMPTY) as shown:
            return shown.first_frame * 1000

    return compare(ours, theirs, bench.pairs)


def peak_memory(bench: Bench) -> Comparison:
    """The most memory held (VmHWM) until a second after the first frame."""

    def peak(*command: str) -> float:
        with window(command) as shown:
            return shown.peak_kib() / 1024

    folder = str(bench.configured())
    return compare(
        lambda: peak(HUBMAIL, "--config-dir", folder),
        lambda: peak(*EMPTY),
        max(3, bench.pairs // 3),
        warm_up=0,
    )


ROWS = (
    Row("window to first frame / empty QMainWindow", 1.6, first_frame),
    Row("peak memory of the idle window / the same", 1.35, peak_memory, Unit.MEBIBYTES),
)
