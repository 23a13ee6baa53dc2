"""A copy of the checkout that Windows programs may write into: the checkout stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from wine.places import ROOT, SOURCE


def copy() -> None:
    """Bring the copy up to date: what git knows or would add, and the compiled catalogues."""
    wanted = {*_files(), *ROOT.glob("resources/locale/*/LC_MESSAGES/*.mo")}
    names = {path.relative_to(ROOT) for path in wanted if path.is_file()}
    for path in _present():
        if path.relative_to(SOURCE) not in names:
            path.unlink()
    for name in names:
        target = SOURCE / name
        if not _same(ROOT / name, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]


def _present() -> list[Path]:
    """What the copy holds now, but for what is built in it."""
    if not SOURCE.exists():
        return []
    return [
        path
        for path in SOURCE.rglob("*")
        if path.is_file() and path.relative_to(SOURCE).parts[0] not in {"build", "dist"}
    ]


def _same(source: Path, target: Path) -> bool:
    if not target.exists():
        return False
    here, there = source.stat(), target.stat()
    return (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)
