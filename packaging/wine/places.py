"""Where the Windows side keeps things: as this system names them, and as Wine names the same."""

from __future__ import annotations

from pathlib import Path

from distribution.project import BUILD, DIST, PACKAGING, ROOT, VERSION

HERE = PACKAGING / "wine"
# Everything is below this folder; without it, it is as if nothing had ever been here.
WINDOWS = BUILD / "windows"
CACHE = WINDOWS / "cache"
STAMPS = WINDOWS / "stamps"
# Debian's newest stable system, with Wine in it.
MACHINE = WINDOWS / "root"
# What belongs to us in there, and what is drive D: for Windows programs.
WORK = MACHINE / "hub"
PREFIX = WORK / "prefix"
PYTHON = WORK / "python"
SOURCE = WORK / "src"
OUT = WORK / "out"

PROGRAM = DIST / "windows" / "hubmail"
INSTALLER = DIST / f"hubmail-{VERSION}-x64.msi"

__all__ = [
    "CACHE", "HERE", "INSTALLER", "MACHINE", "OUT", "PREFIX", "PROGRAM", "PYTHON", "ROOT", "SOURCE",
    "STAMPS", "WINDOWS", "WORK", "inside", "on_windows",
]  # fmt: skip


def inside(path: Path) -> str:
    """A path as programs in the root see it."""
    return f"/{path.relative_to(MACHINE)}"


def on_windows(path: Path) -> str:
    """A path below ``WORK`` as Windows programs see it."""
    return "D:\\" + str(path.relative_to(WORK)).replace("/", "\\")
