"""Tries a packaged program on the system that it was built for: commands, then the window.

Usage: python packaging/smoke.py FOLDER_OF_THE_PROGRAM. It needs no other package, so that it runs
where only Python and the package are installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# Qt's own trace of painting: the window has really drawn itself.
PAINTED = b"painting: Flushing Q"
TRACE = {"QT_LOGGING_RULES": "qt.widgets.painting=true", "QT_FORCE_STDERR_LOGGING": "1"}
SECONDS = 120


def command(program: Path, *arguments: str) -> str:
    """Run a command to its end and return its output."""
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, check=True, timeout=SECONDS,
        encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def paints(program: Path, folder: str) -> bool:
    """Whether the window draws itself."""
    arguments = [str(program), "--config-dir", folder]
    with subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **TRACE}
    ) as process:
        assert process.stderr is not None
        try:
            return any(PAINTED in line for line in process.stderr)
        finally:
            process.kill()


def main() -> int:
    """Try everything; an exception says what did not work."""
    folder = Path(sys.argv[1])
    ending = ".exe" if sys.platform == "win32" else ""
    hubmail, window = folder / f"hubmail{ending}", folder / f"hubmail-gui{ending}"
    print(command(hubmail, "--version").strip())
    assert json.loads(command(hubmail, "schema"))["type"] == "object"
    assert json.loads(command(hubmail, "faults", "--json"))["faults"]
    with tempfile.TemporaryDirectory() as empty:
        assert paints(window, empty), "the window drew nothing"
    print("the window draws itself")
    return 0


if __name__ == "__main__":
    sys.exit(main())
