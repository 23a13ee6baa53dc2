"""The files of ``_internal`` as a source of the Windows installer, in the language of WiX 3.

``python -m distribution.harvest FOLDER SOURCE`` writes it for the program's folder. Each file is a
component of its own, whose GUID follows from its path: an upgrade knows it again.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from pathlib import Path
from xml.etree import ElementTree

_LANGUAGE = "http://schemas.microsoft.com/wix/2006/wi"
# Of no meaning but to be ours; changing it would make every file another one.
_OURS = uuid.UUID("5e6d1a52-3a2b-4a0e-9d0c-7f1c8d1b6a44")


def source(folder: Path) -> str:
    """The source that names every file below ``_internal`` of ``folder``, in a fixed order."""
    root = ElementTree.Element("Wix", xmlns=_LANGUAGE)
    places = ElementTree.SubElement(ElementTree.SubElement(root, "Fragment"), "DirectoryRef")
    places.set("Id", "INSTALLFOLDER")
    found: list[str] = []
    _folder(places, folder, Path("_internal"), found)
    group = ElementTree.SubElement(ElementTree.SubElement(root, "Fragment"), "ComponentGroup")
    group.set("Id", "Inside")
    for component in found:
        ElementTree.SubElement(group, "ComponentRef", Id=component)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _folder(parent: ElementTree.Element, top: Path, place: Path, found: list[str]) -> None:
    here = ElementTree.SubElement(parent, "Directory", Id=_name("d", place), Name=place.name)
    for path in sorted((top / place).iterdir()):
        inner = place / path.name
        if path.is_dir():
            _folder(here, top, inner, found)
            continue
        guid = str(uuid.uuid5(_OURS, inner.as_posix())).upper()
        component = ElementTree.SubElement(
            here, "Component", Id=_name("c", inner), Guid=guid, Win64="yes"
        )
        where = f"$(var.Folder)/{inner.as_posix()}"
        ElementTree.SubElement(component, "File", Id=_name("f", inner), Source=where, KeyPath="yes")
        found.append(_name("c", inner))


def _name(kind: str, place: Path) -> str:
    """An identifier: Windows Installer allows few letters in one, and 72 of them."""
    return f"{kind}{hashlib.sha256(place.as_posix().encode()).hexdigest()[:24]}"


def main() -> int:
    """Write the source."""
    folder, target = map(Path, sys.argv[1:])
    target.write_text(source(folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
