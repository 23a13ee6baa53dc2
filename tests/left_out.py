"""What cannot run on this system, and why: it is left out, counted and told, never skipped silently.

A test that is about Unix itself is named in ``unix.toml`` with the reason. One that believes the operating
system's verdict on a certificate is marked ``system_trust``: Wine accepts unknown authorities.
"""

from __future__ import annotations

import ctypes
import os
import tomllib
from functools import cache
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
    if why := _about_unix(item.nodeid):
        return why
    if under_wine() and item.get_closest_marker("system_trust"):
        return "Wine's verdicts on certificates are not Windows'"
    return next((why for name, why in _ONLY_UNIX.items() if item.get_closest_marker(name)), None)


@cache
def unix() -> dict[str, str]:
    """What ``unix.toml`` names, each with the reason."""
    table = tomllib.loads(Path(__file__).with_name("unix.toml").read_text(encoding="utf-8"))
    return {name: why for why, entry in table.items() for name in entry["tests"]}


def _about_unix(test: str) -> str | None:
    """The reason that ``unix.toml`` has for a test, its class or its file."""
    parts = test.partition("[")[0].split("::")
    names = ("::".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((unix()[name] for name in names if name in unix()), None)


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
