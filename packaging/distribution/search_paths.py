"""Takes the builder's own folders out of the libraries' search paths.

Python remembers in each of its extension modules where its library was when it was built. On
another machine that folder could be anybody's.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_PATH = re.compile(r"(RUNPATH|RPATH)=(?P<folders>.*)")


def foreign(library: Path) -> bool:
    """Whether an ELF file looks for others in a folder that is not beside itself."""
    done = subprocess.run(
        ["chrpath", "--list", str(library)], capture_output=True, text=True, check=False
    )
    found = _PATH.search(done.stdout)
    return found is not None and any(
        not folder.startswith("$ORIGIN") for folder in found["folders"].split(":")
    )


def clean(program: Path) -> None:
    """Remove such paths from all libraries in the program's folder.

    Raises:
        subprocess.CalledProcessError: a path is there and cannot be removed.
    """
    for library in sorted(program.rglob("*.so*")):
        if not library.is_symlink() and foreign(library):
            subprocess.run(["chrpath", "--delete", str(library)], capture_output=True, check=True)
