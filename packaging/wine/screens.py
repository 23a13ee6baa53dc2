"""The pictures of the window as Windows' two styles draw it, with Qt's own plug-in for Windows."""

from __future__ import annotations

import shutil
from pathlib import Path

from distribution.project import ROOT
from wine import looks, prefix, source
from wine.bundle import INTERPRETER
from wine.machine import say
from wine.places import SOURCE, WORK, inside, on_windows

# vista draws on Windows 10 and Server 2019 and 2022, windows11 on Windows 11 and Server 2025.
STYLES = ("windowsvista", "windows11")
PICTURES = ("email", "edit", "first-run", "first-offers", "first-service", "microsoft-failed-1")
TARGET = ROOT / "docs" / "screenshots"


def take() -> int:
    """Take all of them; the exit status."""
    source.copy()
    looks.icons()
    for style in STYLES:
        say(f"pictures in the style {style}")
        taken = WORK / "pictures" / style
        shutil.rmtree(taken, ignore_errors=True)
        prefix.windows(
            INTERPRETER, "-m", "screenshots", "--style", style, "--only", ",".join(PICTURES),
            "--folder", on_windows(taken), screen=True, folder=inside(SOURCE),
            extra={"PYTHONPATH": "packaging"},
        )  # fmt: skip
        for name in (f"{picture}-{language}" for picture in PICTURES for language in ("en", "fr")):
            _keep(taken / f"{name}-light.png", f"{name}-{style}.png")
    # The only one of the two that knows dark colours, by the one page that has all kinds of fields.
    for language in ("en", "fr"):
        _keep(
            WORK / "pictures" / "windows11" / f"edit-{language}-dark.png",
            f"edit-{language}-windows11-dark.png",
        )
    return 0


def _keep(taken: Path, name: str) -> None:
    target = TARGET / name
    shutil.copyfile(taken, target)
    print(target.relative_to(ROOT))
