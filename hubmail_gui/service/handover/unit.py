"""A unit of systemd, read from its files: whether it is there, and under which account it runs.

Asking ``systemctl`` would need a systemd that runs, and images are made where none does.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from hubmail_gui.core import system
from hubmail_gui.store import given

_NAME = re.compile(r"[A-Za-z0-9:_.\\@-]{1,240}\.service")
_LIMIT = 1 << 20
# Of the folders of a system's unit (systemd.unit(5), "Specifiers").
_SPECIFIERS = {
    "C": "/var/cache",
    "E": "/etc",
    "L": "/var/log",
    "S": "/var/lib",
    "t": "/run",
    "%": "%",
}
_SPECIFIER = re.compile("%(.?)")
_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})|-")
_YES = frozenset({"1", "yes", "y", "true", "t", "on"})  # systemd.syntax(7)
# The numbers that systemd gives to accounts for as long as a service runs (systemd.exec(5)).
_PASSING = range(61184, 65520)


def name(text: str) -> str | None:
    """The name of a service's unit, with its suffix; None where it cannot be one."""
    whole = text if text.endswith(".service") else f"{text}.service"
    return whole if _NAME.fullmatch(whole) else None


def exists(unit: str) -> bool:
    """Whether there is a file of this unit, or of the template that it is made from."""
    return _file(unit) is not None


def user(unit: str) -> str:
    """The account under which a unit runs; empty where its files say none, which means root.

    One that systemd makes for it (``DynamicUser=``) has the name of the unit.

    Raises:
        OSError: a file of it cannot be read.
    """
    known = dict(_settings(unit))
    own = unit.removesuffix(".service") if known.get("DynamicUser", "").lower() in _YES else ""
    return _resolved(known.get("User", ""), unit).text or own


def is_passing(number: int) -> bool:
    """Whether an account lasts no longer than the service that runs under it."""
    return number in _PASSING


class Named(NamedTuple):
    """What a unit's file names.

    Attributes:
        text: with what stands for another text resolved; as it stands there where it is not known.
        known: whether it is.
    """

    text: str
    known: bool = True


def folder(unit: str) -> Named:
    """The folder of settings that a unit's command names; empty where it names none.

    Raises:
        OSError: a file of it cannot be read.
    """
    commands = [value for key, value in _settings(unit) if key == "ExecStart" and value]
    words = commands[-1].replace("--config-dir=", "--config-dir ").split() if commands else []
    for option, value in itertools.pairwise(words):
        if option == "--config-dir":
            found = _resolved(value.strip("\"'"), unit)
            # A variable of the service's own is not known here either.
            sure = "$" not in found.text and os.path.isabs(found.text)
            return found if sure else found._replace(known=False)
    return Named("")


def _resolved(text: str, unit: str) -> Named:
    """A setting without its specifiers, unless one of them is known to systemd alone."""
    known = {**_SPECIFIERS, **_own(unit)}
    if any(one not in known for one in _SPECIFIER.findall(text)):
        return Named(text, False)
    return Named(_SPECIFIER.sub(lambda found: known[found[1]], text))


def _own(unit: str) -> dict[str, str]:
    """The specifiers that stand for a part of the unit's name; a template has no instance yet."""
    whole = unit.removesuffix(".service")
    prefix, at, instance = whole.partition("@")
    parts = {"n": unit, "N": whole, "p": prefix, "j": prefix.rpartition("-")[2]}
    if instance or not at:
        parts["i"] = instance
    return {**parts, **{key.upper(): _unescaped(parts[key]) for key in "ipj" if key in parts}}


def _unescaped(text: str) -> str:
    """A part of a unit's name as it was before systemd-escape(1)."""
    letters = _ESCAPED.sub(lambda found: chr(int(found[1] or "2f", 16)), text)
    return letters.encode("latin-1", "replace").decode("utf-8", "replace")


def _settings(unit: str) -> Iterator[tuple[str, str]]:
    """Every setting of a unit, in the order in which they count."""
    for path in _files(unit):
        text = given.read(path, _LIMIT, given.AT_ONCE).decode("utf-8", "replace")
        # A line that ends with a backslash goes on (systemd.syntax(7)).
        for line in text.replace("\\\n", " ").splitlines():
            key, sign, value = line.strip().partition("=")
            if sign and not key.startswith(("#", ";")):
                yield key.rstrip(), value.strip()


def drop_in(unit: str) -> str:
    """The path of our drop-in for a unit."""
    return f"{system.UNIT_FOLDERS[0]}/{unit}.d/50-hubmail-handover.conf"


def _file(unit: str) -> str | None:
    return next(
        (
            path
            for one in _names(unit)
            for folder in system.UNIT_FOLDERS
            if os.path.lexists(path := f"{folder}/{one}")
        ),
        None,
    )


def _names(unit: str) -> tuple[str, ...]:
    """A unit's own name, and that of its template (systemd.unit(5))."""
    stem, at, _instance = unit.removesuffix(".service").partition("@")
    return (unit, f"{stem}@.service") if at else (unit,)


def _files(unit: str) -> Iterator[str]:
    """The unit's file, then its drop-ins in the order in which they count."""
    if path := _file(unit):
        yield path
    found: dict[str, str] = {}
    for one in _names(unit):
        for folder in system.UNIT_FOLDERS:
            place = f"{folder}/{one}.d"
            names = os.listdir(place) if os.path.isdir(place) else []
            for name in names:
                if name.endswith(".conf"):
                    found.setdefault(name, f"{place}/{name}")
    yield from (found[name] for name in sorted(found))
