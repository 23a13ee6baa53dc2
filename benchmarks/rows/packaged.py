"""The packaged program's size and start, when ``make package`` has built it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.bench import HUBMAIL, REFERENCES, Bench, NotMeasurable, Row, Unit
from benchmarks.pairs import Comparison, compare, summary
from benchmarks.processes import BenchmarkError, environment, window

ROOT = Path(__file__).resolve().parent.parent.parent
BUNDLE = ROOT / "dist" / "hubmail"
PLAIN_BUNDLE = ROOT / "build" / "benchmark" / "empty_window"


def _bundle() -> Path:
    program = BUNDLE / "hubmail"
    if not program.exists():
        raise NotMeasurable("dist/hubmail is not built: make package")
    return program


def _mebibytes(folder: Path) -> float:
    files = (path.lstat() for path in folder.rglob("*") if not path.is_dir())
    return sum(file.st_size for file in files) / 2**20


def _plain_bundle() -> Path:
    """A PyInstaller folder of the empty window, as it comes without options; built once."""
    if not PLAIN_BUNDLE.exists():
        place = PLAIN_BUNDLE.parent
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR"]
        command += [f"--distpath={place}", f"--workpath={place / 'work'}", f"--specpath={place}"]
        run = subprocess.run(
            [*command, str(REFERENCES / "empty_window.py")],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise BenchmarkError(run.stderr[-2000:])
    return PLAIN_BUNDLE


def size(_bench: Bench) -> Comparison:
    """Both folders, unpacked."""
    _bundle()
    return summary([_mebibytes(BUNDLE)], [_mebibytes(_plain_bundle())])


def start(bench: Bench) -> Comparison:
    """Milliseconds to the first frame, packaged and from source."""
    program = str(_bundle())
    folder = str(bench.configured())

    def first_frame(command: str) -> float:
        with window([command, "--config-dir", folder]) as shown:
            return shown.first_frame * 1000

    return compare(lambda: first_frame(program), lambda: first_frame(HUBMAIL), bench.pairs)


ROWS = (
    Row("size of the package / plain bundle of an empty window", 0.75, size, Unit.MEBIBYTES),
    Row("start of the package / start from source", 1.2, start),
)
