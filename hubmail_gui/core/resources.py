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


def path(name: str) -> str:
    """The absolute path of the data file or folder ``name``, such as ``faults/en.toml``."""
    return os.path.join(ROOT, *name.split("/"))
