"""A Windows for programs to run in: Wine's prefix, with what Qt misses in Wine 10."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from wine import looks, machine
from wine.machine import MachineError
from wine.places import HERE, PREFIX, WORK, inside

STUBS = HERE / "stubs"
# Wine's own display driver, and no offers to download anything. mscms: see stubs/mscms.c.
VARIABLES = {
    "WINEPREFIX": inside(PREFIX),
    "WINEARCH": "win64",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscms=n;mscoree,mshtml=;winemenubuilder.exe=",
}
# A desktop of its own on the screen, as large as that: without a window manager nobody else decides
# which window has the keys, and Wine, which then asks the screen, does not always get an answer.
DESKTOP = "1600x1200"
SYSTEM32 = PREFIX / "drive_c" / "windows" / "system32"
_RUN = HERE / "run.sh"


def make(root: str) -> str:
    """Make a fresh Windows unless there is one; a value that changes with it.

    Args:
        root: the value of the root that it lies in.
    """
    sources = sorted(STUBS.glob("*.c"))
    stamp = machine.once("prefix", root, *sources, VARIABLES, Path(__file__), Path(looks.__file__))
    if stamp.current:
        return stamp.value
    machine.say("a Windows by Wine")
    shutil.rmtree(PREFIX, ignore_errors=True)
    windows("wineboot", "--init")
    for source in sources:
        _compile(source)
    key = r"HKCU\Software\Wine\Explorer"
    windows("reg", "add", key, "/v", "Desktop", "/d", "Default", "/f")
    windows("reg", "add", rf"{key}\Desktops", "/v", "Default", "/d", DESKTOP, "/f")
    # Drive D: is the folder that this system shares with it; Z:, its whole file system, goes.
    (PREFIX / "dosdevices" / "d:").symlink_to(inside(WORK))
    looks.colours(windows)
    stamp.set()
    return stamp.value


def windows(
    *program: str,
    screen: bool = False,
    extra: Mapping[str, str] | None = None,
    seconds: float = 1800,
    folder: str = "",
) -> str:
    """Run a Windows program to its end and return what it said.

    Args:
        program: the program and its arguments; Windows' own by their names alone.
        screen: whether it gets a screen to draw on.
        extra: variables of its environment.
        seconds: how long it may take.
        folder: what it starts in, as the root names it; by default drive D:.

    Raises:
        MachineError: its exit status was not 0.
    """
    return machine.run(*words(*program, screen=screen, folder=folder), extra={
        **VARIABLES, **(extra or {}),
    }, seconds=seconds)  # fmt: skip


def words(*program: str, screen: bool = False, folder: str = "") -> tuple[str, ...]:
    """What to run in the root so that ``program`` runs in Windows."""
    script = machine.script(_RUN.read_text(encoding="utf-8"), "run.sh")
    return ("sh", script, "screen" if screen else "none", folder or "/hub", *program)


def _compile(source: Path) -> None:
    """Compile one of the stubs into the prefix's system folder."""
    code = machine.script(source.read_text(encoding="utf-8"), source.name)
    target = SYSTEM32 / f"{source.stem}.dll"
    target.unlink(missing_ok=True)
    machine.run(
        "x86_64-w64-mingw32-gcc", "-shared", "-Os", "-s", "-Wall", "-Werror", "-nostdlib",
        "-Wl,--entry=0", "-o", inside(target), code,
    )  # fmt: skip
    if not target.exists():
        raise MachineError(f"{source.name} gave no library")
