"""What every row is given, and what a row is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from benchmarks.mail_server import PASSWORD, RECIPIENT, MailServer
from benchmarks.pairs import Comparison
from benchmarks.processes import BenchmarkError, environment

REFERENCES = Path(__file__).parent / "references"
# The program as it is installed: the console script, not a module of the checkout.
HUBMAIL = str(Path(sys.executable).with_name("hubmail"))


class Unit(Enum):
    """What a row's two medians are measured in."""

    MILLISECONDS = "ms"
    MEBIBYTES = "MiB"


class NotMeasurable(Exception):  # noqa: N818 - not a defect: something is not there yet
    """The row needs something that is not there; its text says what."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The things that rows share.

    Attributes:
        server: the mail server that runs meanwhile.
        folder: an empty folder, removed at the end.
        pairs: how many pairs a row of whole processes takes.
    """

    server: MailServer
    folder: Path
    pairs: int

    def settings_file(self, *, encrypted: bool) -> Path:
        """A file that ``hubmail apply`` and ``hubmail test`` read."""
        path = self.folder / ("starttls.json" if encrypted else "plain.json")
        text = json.dumps(self.server.settings(encrypted=encrypted))
        path.write_text(text, encoding="utf-8")
        return path

    def configured(self) -> Path:
        """A configuration folder with settings whose test passed; they need no keyring."""
        folder = self.folder / "configured"
        if not (folder / "settings.json").exists():
            command = [HUBMAIL, "apply", str(self.settings_file(encrypted=False))]
            command += ["--config-dir", str(folder), "--recipient", RECIPIENT]
            run = subprocess.run(
                command, env=environment(), capture_output=True, text=True, check=False
            )
            if run.returncode:
                raise BenchmarkError(f"hubmail apply: {run.returncode}\n{run.stderr}{run.stdout}")
        return folder

    def secret_file(self) -> Path:
        """A file with the password of the server's only account."""
        path = self.folder / "secret"
        path.write_text(PASSWORD, encoding="ascii")
        path.chmod(0o600)
        return path


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: what is measured, against what.
        budget: the most that the contract allows: a ratio, or a length where ``absolute``; None
            for a line that only explains another.
        measure: takes the samples.
        unit: what the samples are in.
        absolute: the budget is for hubmail's own median, and the reference only shows the noise.
    """

    name: str
    budget: float | None
    measure: Callable[[Bench], Comparison]
    unit: Unit = field(default=Unit.MILLISECONDS)
    absolute: bool = field(default=False)

    def kept(self, comparison: Comparison) -> bool:
        """Whether the budget, if there is one, is kept."""
        if self.budget is None:
            return True
        return (comparison.measured if self.absolute else comparison.ratio) <= self.budget
