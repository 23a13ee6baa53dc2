"""Watching whole processes from outside: nothing is added to the program that is measured."""

from __future__ import annotations

import json
import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Environment = Mapping[str, str]

# Qt's own trace of painting: it says which widgets were drawn and when a frame went to the screen.
PAINTING = {"QT_LOGGING_RULES": "qt.widgets.painting=true", "QT_FORCE_STDERR_LOGGING": "1"}
DRAWN = re.compile(rb"qt\.widgets\.painting: Drawing .*? of ([^ (]+)\(")
NOTHING: Environment = MappingProxyType({})
FRAME_SECONDS = 30.0
IDLE_SECONDS = 1.0


class BenchmarkError(Exception):
    """A program did not do what was to be measured."""


def environment(extra: Environment = NOTHING) -> dict[str, str]:
    """The environment of this process, without what would let tools change a measurement."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))
    }
    return {**kept, **extra}


def seconds_to_run(
    command: Sequence[str],
    *,
    stdin: str = "",
    extra: Environment = NOTHING,
) -> float:
    """How long ``command`` takes, from its start to its end.

    Raises:
        BenchmarkError: it failed.
    """
    started = time.perf_counter()
    run = subprocess.run(
        command, input=stdin, capture_output=True, text=True, env=environment(extra), check=False
    )
    elapsed = time.perf_counter() - started
    if run.returncode:
        raise BenchmarkError(f"{' '.join(command)}: status {run.returncode}\n{run.stderr[-2000:]}")
    return elapsed


def answer_of(module: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """What ``module`` says to ``order``, both as JSON, in a process of its own.

    Raises:
        BenchmarkError: it said nothing.
    """
    run = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(order),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode or not run.stdout:
        raise BenchmarkError(run.stderr[-2000:] or "no answer")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


@dataclass(frozen=True, slots=True)
class Window:
    """A program whose first frame is on the screen.

    Attributes:
        process: it.
        first_frame: seconds from the start of the process.
        drawn: the class of each widget in that frame.
    """

    process: subprocess.Popen[bytes]
    first_frame: float
    drawn: tuple[str, ...]

    def peak_kib(self) -> int:
        """The most memory that it ever held, after a moment without work."""
        try:
            # Its trace has to be read, or it would wait for us instead.
            self.process.communicate(timeout=IDLE_SECONDS)
        except subprocess.TimeoutExpired:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
            return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
        raise BenchmarkError("the program ended instead of waiting for its user")


@contextmanager
def window(command: Sequence[str], extra: Environment = NOTHING) -> Iterator[Window]:
    """Start a program, wait for its first painted frame, and end it with the block.

    Raises:
        BenchmarkError: no frame came.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment({**PAINTING, **extra}),
    ) as process:
        try:
            trace = _until_first_frame(process)
            elapsed = time.perf_counter() - started
            drawn = tuple(name.decode() for name in DRAWN.findall(trace))
            yield Window(process, elapsed, drawn)
        finally:
            process.kill()


def _until_first_frame(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stderr is not None
    trace = b""
    limit = time.perf_counter() + FRAME_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.select(limit - time.perf_counter()):
            part = os.read(process.stderr.fileno(), 1 << 16)
            trace += part
            if b"painting: Flushing Q" in trace:
                return trace
            if not part:
                break
    raise BenchmarkError(f"no window appeared: {trace[-2000:].decode(errors='replace')}")
