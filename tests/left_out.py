"""What cannot run on this system, and why: it is left out, counted and told, never skipped silently.

A test that is about Unix itself is marked ``unix`` with the reason. One that believes the operating
system's verdict on a certificate is marked ``system_trust``: Wine accepts unknown authorities.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# A file that gets a line for each test: its name, a tab, the reason.
LIST = "HUBMAIL_LEFT_OUT"
# Not by sys.platform, of which tests make what they like.
WINDOWS = os.name == "nt"

_ONLY_UNIX = {
    "postfix": "Postfix runs on Unix",
}


def under_wine() -> bool:
    """Whether this is Wine and no Windows; its own libraries say so."""
    return WINDOWS and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")  # type: ignore[attr-defined]


def reason(item: pytest.Item) -> str | None:
    """Why a test cannot run here, or None."""
    if not WINDOWS:
        return None
    if unix := item.get_closest_marker("unix"):
        return str(unix.args[0])
    if under_wine() and item.get_closest_marker("system_trust"):
        return "Wine's verdicts on certificates are not Windows'"
    return next((why for name, why in _ONLY_UNIX.items() if item.get_closest_marker(name)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = {item: reason(item) for item in items}
    left_out = [item for item, why in reasons.items() if why]
    if not left_out:
        return
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not reasons[item]]
    if target := os.environ.get(LIST):
        with Path(target).open("a", encoding="utf-8") as file:
            file.writelines(f"{item.nodeid}\t{reasons[item]}\n" for item in left_out)
