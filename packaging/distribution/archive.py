"""The program's folder as one archive, for systems without a package of their own."""

from __future__ import annotations

import platform
import tarfile
from pathlib import Path

from distribution import project


def make(folder: Path) -> Path:
    """Pack the program's folder and return the archive's path."""
    name = f"hubmail-{project.VERSION}-linux-{platform.machine()}"
    path = folder / f"{name}.tar.xz"
    with tarfile.open(path, "w:xz", preset=6) as archive:
        archive.add(project.PROGRAM, "hubmail", filter=_same_everywhere)
    return path


def _same_everywhere(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """No trace of who built it, and when."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = project.date().timestamp()
    if not entry.issym():
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry
