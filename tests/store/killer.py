"""The other end of :mod:`tests.store.killing`: asks it to act, to die, and what a start finds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests import untraced

Json = dict[str, Any]


class Killer:
    """A process that acts on a folder in forks of itself."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.killing"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**untraced.environment(), **(environment or {})},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0

    def ask(self, folder: Path, request: Json) -> Json:
        """Act on ``folder`` and tell what was found, or that the process died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"folder": str(folder), **request}) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, "the action failed; see standard error"
        answer: Json = json.loads(said)
        return answer


def copied(source: Path, target: Path) -> Path:
    """A fresh copy of a prepared folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target
