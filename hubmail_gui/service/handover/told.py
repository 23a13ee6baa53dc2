"""What root tells a unit: where its settings are, and its credential. All of it stands below ``/etc``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress

from hubmail_gui.core import system
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover import unit
from hubmail_gui.service.handover.parcel import Target
from hubmail_gui.store import door, files

# systemd.exec(5). Both are root's alone: systemd follows the links of whoever owns the folder of a
# credential, and gives the unit what they lead to.
ENCRYPTED = "/etc/credstore.encrypted"
PLAIN = "/etc/credstore"
_LIMIT = 1 << 16
_FOLDER = re.compile(r'^Environment="HUBMAIL_CONFIG_DIR=(.*)"$', re.MULTILINE)


def tell(target: Target, content: bytes, *, encrypted: bool, plain: bool) -> None:
    """Write the credential and the drop-in, which all may read as they may read the unit itself.

    Args:
        target: the unit and the folder of its settings.
        content: of the credential; empty where no secret is needed: a unit that loads one does not
            start without.
        encrypted: by ``systemd-creds``.
        plain: a secret that is not.

    Raises:
        FaultError: a ``settings`` fault: one of them cannot be written.
    """
    place = credential(target, plain=plain)
    files.make_folder(os.path.dirname(place))
    files.replace(place, content)
    drop_in = unit.drop_in(target.unit)
    folder = os.path.dirname(drop_in)
    files.make_folder(folder)
    files.replace(drop_in, _drop_in(target, place, encrypted=encrypted).encode())
    try:
        door.show(folder, 0o755)
        door.show(drop_in, 0o644)
    except OSError as error:
        raise files.unwritable(drop_in, error) from None
    files.remove(credential(target, plain=not plain))


def forget(target: Target) -> None:
    """Remove what :func:`tell` has written.

    Raises:
        FaultError: a ``settings`` fault: something cannot be removed.
    """
    for plain in (True, False):
        files.remove(credential(target, plain=plain))
    # It goes last: as long as it is there, there is something to take back.
    drop_in = unit.drop_in(target.unit)
    files.remove(drop_in)
    files.remove_folder(os.path.dirname(drop_in))


def credential(target: Target, *, plain: bool) -> str:
    """The path of a unit's credential."""
    return f"{PLAIN if plain else ENCRYPTED}/{target.unit}.{parcels.CREDENTIAL}"


def folder(name: str) -> str:
    """The folder that an earlier handover has told the unit; empty where none has."""
    found = None
    with suppress(FaultError, OSError):
        content = files.read(unit.drop_in(name), _LIMIT) or b""
        found = _FOLDER.search(content.decode("utf-8", "replace"))
    return found[1].replace("%%", "%") if found else ""


def units(place: str) -> Iterator[str]:
    """The units that were told the folder ``place``."""
    with suppress(OSError):
        for name in sorted(os.listdir(system.UNIT_FOLDERS[0])):
            if name.endswith(".d") and folder(name[:-2]) == place:
                yield name[:-2]


def _drop_in(target: Target, place: str, *, encrypted: bool) -> str:
    """What the unit is told (systemd.exec(5)): a later setting for one credential replaces the first."""
    how = "LoadCredentialEncrypted" if encrypted else "LoadCredential"
    lines = (
        '# Made by "hubmail handover"; "hubmail handover --undo" removes it.',
        "[Service]",
        f'Environment="HUBMAIL_CONFIG_DIR={_quoted(target.folder)}"',
        f"{how}={parcels.CREDENTIAL}:{_quoted(place)}",
    )
    return "\n".join(lines) + "\n"


def _quoted(path: str) -> str:
    """A path as a unit's file has it: specifiers begin with a per cent sign (systemd.unit(5))."""
    return path.replace("%", "%%")
