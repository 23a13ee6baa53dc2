"""What the program's folder is made of: packages of Python, of the Linux system, and Qt."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePath

from distribution.contents import Entry
from distribution.project import PACKAGING, ROOT, VERSION

LGPL = (PACKAGING / "licences" / "LGPL-3.0.txt", PACKAGING / "licences" / "GPL-3.0.txt")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that somebody else made and that is in the folder.

    Attributes:
        kind: of a package URL: ``pypi``, ``deb`` or ``generic``.
        name: as its makers write it.
        version: theirs.
        licence: an SPDX expression, or what its makers write instead; empty where they do not say.
        texts: the files with its licence.
    """

    kind: str
    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def parts(entries: Iterable[Entry]) -> list[Part]:
    """Everything in the folder that is not hubmail's own, by kind and name."""
    files = {Path(file) for _place, file, kind in entries if file and kind != "SYMLINK"}
    found = {*_python_packages(files), *_system_packages(files), _python()}
    if any(file.name.startswith("libicudata") for file in files):
        found.add(_icu(files))
    return sorted(found, key=lambda part: (part.kind, part.name.lower()))


def _python_packages(files: set[Path]) -> Iterable[Part]:
    for one in distributions():
        name = one.metadata["Name"]
        if name == "hubmail":
            continue
        if any(Path(str(place.locate())) in files for place in one.files or ()):
            yield Part("pypi", name, one.version, _licence(one), _texts(one))


def _licence(one: Distribution) -> str:
    said = [
        *(one.metadata.get_all("License-Expression") or ()),
        *(one.metadata.get_all("License") or ()),
    ]
    if said and "\n" not in said[0]:
        return str(said[0])
    classifiers = one.metadata.get_all("Classifier") or []
    names = [line.removeprefix(_CLASSIFIER) for line in classifiers if line.startswith(_CLASSIFIER)]
    return " OR ".join(names)


def _texts(one: Distribution) -> tuple[Path, ...]:
    files = [Path(str(place.locate())) for place in one.files or () if _is_licence(place)]
    # Qt's wheels carry no text of the licence that they are under.
    return tuple(files) or (LGPL if "LGPL" in _licence(one) else ())


def _is_licence(place: PurePath) -> bool:
    return ".dist-info" in place.parts[0] and _LICENCE_FILE.match(place.name) is not None


def _python() -> Part:
    stdlib = Path(sysconfig.get_path("stdlib"))
    # Debian keeps the text with those of its other packages.
    short = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        stdlib / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/{short}-minimal/copyright"),
        Path(f"/usr/share/doc/{short}/copyright"),
    )
    texts = tuple(place for place in places if place.is_file())[:1]
    return Part("generic", "python", platform.python_version(), "PSF-2.0", texts)


def _icu(files: set[Path]) -> Part:
    version = next(file.suffix[1:] for file in files if file.name.startswith("libicudata"))
    return Part("generic", "icu", version, "ICU", (PACKAGING / "licences" / "ICU.txt",))


def _system_packages(files: set[Path]) -> Iterable[Part]:
    """The Debian packages that the libraries of the system are from."""
    if shutil.which("dpkg-query") is None:
        return
    prefixes = (sys.prefix, str(ROOT))
    libraries = [file for file in files if ".so" in file.name and _is_foreign(file, prefixes)]
    for name in {_owner(file) for file in libraries} - {""}:
        fields = _run("dpkg-query", "--show", "--showformat=${Package} ${Version}", name).split()
        text = Path(f"/usr/share/doc/{fields[0]}/copyright")
        yield Part("deb", fields[0], fields[1], "", (text,) if text.is_file() else ())


def _is_foreign(file: Path, prefixes: tuple[str, ...]) -> bool:
    return file.is_absolute() and not str(file).startswith(prefixes)


def _owner(file: Path) -> str:
    """The package of a file; of one in /lib, which on Debian is a link to /usr/lib, as well."""
    for place in (file, file.resolve(), Path(str(file.resolve()).removeprefix("/usr"))):
        found = _run("dpkg-query", "--search", str(place))
        if found:
            return found.split(": ")[0].split(",")[0]
    return ""


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout


def hubmail() -> Part:
    """The program itself."""
    return Part("pypi", "hubmail", VERSION, "MIT", (ROOT / "LICENSE",))


def licence_files(found: Iterable[Part]) -> list[tuple[str, str]]:
    """Where in the folder each licence goes, and the file that it is now."""
    return [
        (f"licences/{part.name}/{text.name}", str(text))
        for part in (hubmail(), *found)
        for text in part.texts
    ]
