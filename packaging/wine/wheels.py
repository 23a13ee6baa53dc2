"""The locked packages for Windows, put beside the Python for Windows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from wine import machine
from wine.machine import MachineError
from wine.places import CACHE, PYTHON, ROOT, SOURCE, on_windows

LOCK = ROOT / "requirements" / "dev.txt"
PACKAGES = PYTHON / "Lib" / "site-packages"


def make(python: str) -> str:
    """Install what the lock names for Windows; a value that changes with it.

    uv decides for the system that it is told; pip would evaluate the markers for this one.

    Args:
        python: the value of the Python that they are for.

    Raises:
        MachineError: a package is missing or its hash is another.
    """
    stamp = machine.once("wheels", python, LOCK, Path(__file__))
    if stamp.current:
        return stamp.value
    machine.say("the locked packages for win_amd64")
    shutil.rmtree(PACKAGES, ignore_errors=True)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet",
         "--python", sys.executable, "--python-platform", "x86_64-pc-windows-msvc",
         "--python-version", "3.11", "--target", str(PACKAGES), "--only-binary", ":all:",
         "--require-hashes", "--no-deps", "-r", str(LOCK)],
        env={**os.environ, "UV_CACHE_DIR": str(CACHE / "uv"), "UV_LINK_MODE": "copy"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise MachineError(f"packages for Windows: {done.stderr[-3000:]}")
    # The program itself, from the copy of the checkout, for those who start Python without its folder.
    (PACKAGES / "hubmail.pth").write_text(on_windows(SOURCE) + "\n", encoding="ascii")
    stamp.set()
    return stamp.value
