"""Programs beside the one of the tests."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.cli.program import PATIENCE


def outside(code: str, *arguments: str, **variables: str) -> str:
    """What a Python program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
        timeout=PATIENCE, env={**os.environ, **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
