"""A small ``libicudata``: of its 32 MB, what this program's languages need.

Qt's wheels for Linux link to ICU for collation, the names of time zones and old character sets,
and carry its data for every language of the world. ICU's own tool takes items out of the data, and
the assembler makes a library of the rest, with the same name and the same one symbol in it; ICU
is built to find less. Nothing else of Qt or ICU is touched, and whoever wants all languages puts
the wheel's own file back in its place.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from hubmail_gui.core import texts

LANGUAGES = texts.languages()

_NAME = re.compile(r"libicudata\.so\.(?P<version>\d+)")
# One file for each language: in the top folder what belongs to its locale, in the others the rules
# for sorting and the names of time zones. res_index lists them and belongs to none.
_LANGUAGE = re.compile(r"(?:\w+/)?(?!res_index)(?P<language>[a-z]{2,3})(?:_\w*)?\.res")
# Old character sets, currencies, spelled-out numbers, names of languages, regions and units,
# transliteration, and dictionaries for languages written without spaces.
_UNUSED = re.compile(
    r".*\.(cnv|spp|cfu)|unames\.icu|(brkitr|curr|lang|rbnf|region|translit|unit)/.*"
)

_ASSEMBLY = """
    .section .rodata
    .balign 16
    .globl {symbol}
    .type {symbol}, %object
{symbol}:
    .incbin "{data}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", %progbits
"""


class IcuError(Exception):
    """ICU's tools did not do what was asked."""


def unused(items: list[str]) -> list[str]:
    """The items of ICU's data that no text of this program needs.

    Args:
        items: as ``icupkg --list`` names them, such as ``coll/de.res``.
    """
    return [item for item in items if _is_unused(item)]


def _is_unused(item: str) -> bool:
    if _UNUSED.fullmatch(item):
        return True
    found = _LANGUAGE.fullmatch(item)
    return found is not None and found["language"] not in LANGUAGES


def shrink(library: Path, folder: Path) -> Path:
    """Make the small library of a ``libicudata.so.NN`` in ``folder`` and return its path.

    Needs objcopy, as and ld (Debian's binutils) and icupkg (icu-devtools).

    Raises:
        IcuError: one of them is missing or failed.
    """
    found = _NAME.fullmatch(library.name)
    if found is None:
        raise IcuError(f"{library.name} is not a library of ICU's data")
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / f"icudt{found['version']}l.dat"
    _run("objcopy", "-O", "binary", "--only-section=.rodata", library, package)
    # The items' names begin with the file's, by which ICU looks for them.
    small = folder / "small" / package.name
    small.parent.mkdir(exist_ok=True)
    removed = folder / "unused.txt"
    items = _run("icupkg", "--list", package).split()
    removed.write_text("\n".join(unused(items)) + "\n", encoding="ascii")
    _run("icupkg", "--remove", removed, package, small)
    return _library(library, found["version"], small, folder)


def _library(original: Path, version: str, data: Path, folder: Path) -> Path:
    source, compiled = folder / "icudata.s", folder / "icudata.o"
    text = _ASSEMBLY.format(symbol=f"icudt{version}_dat", data=data)
    source.write_text(text, encoding="ascii")
    _run("as", "-o", compiled, source)
    made = folder / original.name
    _run("ld", "-shared", f"-soname={original.name}", "-z", "noexecstack", "-o", made, compiled)
    return made


def _run(*command: str | Path) -> str:
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise IcuError(f"{command[0]} is missing") from error
    if done.returncode:
        raise IcuError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout
