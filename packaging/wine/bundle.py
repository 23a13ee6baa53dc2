"""The program's folder for Windows, made by PyInstaller as a Windows program, by the one recipe."""

from __future__ import annotations

import shutil

from distribution import project
from wine import prefix, source
from wine.machine import say
from wine.places import OUT, PROGRAM, PYTHON, SOURCE, inside, on_windows

INTERPRETER = on_windows(PYTHON / "python.exe")


def make() -> None:
    """Build ``dist/windows/hubmail``.

    Raises:
        MachineError: it could not be built.
    """
    source.copy()
    say("the program's folder, by PyInstaller")
    shutil.rmtree(OUT, ignore_errors=True)
    prefix.windows(
        INTERPRETER, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
        "--workpath", on_windows(OUT / "work"), "--distpath", on_windows(OUT / "dist"),
        "hubmail.spec", folder=inside(SOURCE),
        # There is no git in there to tell the date of the last commit.
        extra={"SOURCE_DATE_EPOCH": str(int(project.date().timestamp()))},
    )  # fmt: skip
    shutil.rmtree(PROGRAM, ignore_errors=True)
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(OUT / "dist" / "hubmail", PROGRAM)
