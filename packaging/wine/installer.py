"""The installer, made by wixl from the source that WiX reads as well."""

from __future__ import annotations

import shutil
from pathlib import Path

from distribution import harvest, icons, windows
from distribution.project import VERSION
from wine import machine
from wine.places import INSTALLER, PROGRAM, ROOT, WORK, inside

# An older version for trying upgrades, with a file that the present one does not have.
OLD_VERSION = "0.0.9"
OLD_FILE = "_internal/of-an-older-version.txt"


def make() -> None:
    """Build the installer from ``dist/windows/hubmail``.

    Raises:
        MachineError: wixl refused its source.
    """
    machine.say("the installer, by wixl")
    built = build(VERSION, WORK / "installer")
    INSTALLER.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(built, INSTALLER)


def make_old() -> Path:
    """Build the installer of an older version; its path in the root."""
    return build(OLD_VERSION, WORK / "older", OLD_FILE)


def build(version: str, work: Path, more: str = "") -> Path:
    """Build an installer of any version in the folder ``work`` of the root; its path.

    Args:
        version: as the project writes it.
        work: is emptied first.
        more: a file to put beside the program's own, below its folder.
    """
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "hubmail"
    shutil.copytree(PROGRAM, folder)
    if more:
        (folder / more).write_text("of an older version", encoding="ascii")
    shutil.copyfile(ROOT / "packaging" / "windows" / "hubmail.wxs", work / "hubmail.wxs")
    (work / "files.wxs").write_text(harvest.source(folder), encoding="utf-8")
    icons.make(work / "icons")
    three = ".".join(map(str, windows.numbers(version)[:3]))
    target = work / f"hubmail-{three}-x64.msi"
    here = inside(work)
    variables = {
        "Version": three,
        "Folder": f"{here}/hubmail",
        "Icon": f"{here}/icons/hubmail.ico",
        "Permanent": "yes",
    }
    machine.run(
        "wixl", "--arch", "x64",
        *(word for name, value in variables.items() for word in ("-D", f"{name}={value}")),
        "-o", inside(target), f"{here}/hubmail.wxs", f"{here}/files.wxs",
    )  # fmt: skip
    return target
