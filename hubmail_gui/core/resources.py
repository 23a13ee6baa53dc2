"""Where the data files are: beside the checkout, in the wheel, or in the packaged program."""

from __future__ import annotations

import os

# os.path rather than pathlib or importlib.resources: both would be loaded at every start for
# nothing else.
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSTALLED = os.path.join(_PACKAGE, "resources")
ROOT = (
    _INSTALLED
    if os.path.isdir(_INSTALLED)
    else os.path.join(os.path.dirname(_PACKAGE), "resources")
)


# What is where does not change while the program runs. Windows takes a thousand times as long as
# Linux to say so, and a list of all faults asks a thousand times.
_there: dict[str, bool] = {}
_listed: dict[str, list[str]] = {}

# Folders laid out as this one, by authentication methods from outside the package.
_more: list[str] = []


def add(root: str) -> None:
    """Look for data files in the folder ``root``, too, after the program's own."""
    if root not in _more:
        _more.append(root)


def path(name: str) -> str:
    """The absolute path of the data file or folder ``name``, such as ``faults/en.toml``."""
    own = os.path.join(ROOT, *name.split("/"))
    found = every(name) if _more else ()
    return found[0] if found else own


def every(name: str) -> tuple[str, ...]:
    """The paths of all data files of that name, the program's own first; empty for none."""
    paths = (os.path.join(root, *name.split("/")) for root in (ROOT, *_more))
    return tuple(one for one in paths if _exists(one))


def _exists(path: str) -> bool:
    if path not in _there:
        _there[path] = os.path.exists(path)
    return _there[path]


def _list(folder: str) -> list[str]:
    if folder not in _listed:
        _listed[folder] = os.listdir(folder)
    return _listed[folder]


def names(folder: str, ending: str) -> tuple[str, ...]:
    """The names of the data files in ``folder`` that end so, sorted."""
    found = {name for one in every(folder) for name in _list(one) if name.endswith(ending)}
    return tuple(sorted(found))
