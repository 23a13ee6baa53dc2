"""What pyproject.toml says of the program, and where things are in the checkout."""

from __future__ import annotations

import os
import subprocess
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"
BUILD = ROOT / "build"
DIST = ROOT / "dist"
# The program's folder, as PyInstaller leaves it.
PROGRAM = DIST / "hubmail"

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = _PROJECT["version"]
SUMMARY: str = _PROJECT["description"]


def date() -> datetime:
    """The one date in everything that is built, so that the same source gives the same packages.

    ``SOURCE_DATE_EPOCH`` (reproducible-builds.org), else that of the last commit, else now.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _of_commit() or str(int(time.time()))
    return datetime.fromtimestamp(int(seconds), UTC)


def _of_commit() -> str:
    # A source that was unpacked inside another project's checkout has not that one's date.
    if not (ROOT / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:  # no git here, which nothing else needs
        return ""
    return done.stdout.strip()
