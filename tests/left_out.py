"""What cannot run on Windows, and why: it is left out, counted and told, never skipped silently.

``left_out.toml`` names the tests: about Unix itself, or, under Wine alone, believing the operating
system's verdict on a certificate, which Wine gives to unknown authorities too.
"""

from __future__ import annotations

import ast
import ctypes
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

# A file that gets a line for each test: its name, a tab, the reason.
LIST = "HUBMAIL_LEFT_OUT"
# Not by sys.platform, of which tests make what they like.
WINDOWS = os.name == "nt"


def under_wine() -> bool:
    """Whether this is Wine and no Windows; its own libraries say so."""
    return WINDOWS and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")  # type: ignore[attr-defined]


def reason(item: pytest.Item) -> str | None:
    """Why a test cannot run here, or None."""
    if not WINDOWS:
        return None
    if item.get_closest_marker("postfix"):
        return "Postfix runs on Unix"
    if "unprivileged" in getattr(item, "fixturenames", ()):
        return "an account without rights is made as Unix makes one"
    return _reason(item.nodeid)


class Reason(NamedTuple):
    """Why a test is left out.

    Attributes:
        text: in words.
        wine: whether it is so under Wine only.
    """

    text: str
    wine: bool


@cache
def named() -> dict[str, Reason]:
    """What ``left_out.toml`` names, each with the reason."""
    table = tomllib.loads(Path(__file__).with_name("left_out.toml").read_text(encoding="utf-8"))
    return {
        name: Reason(text, bool(entry.get("wine")))
        for text, entry in table.items()
        for name in entry["tests"]
    }


def _reason(test: str) -> str | None:
    """Why a test, all of its cases, its class or its file is left out here, or None."""
    parts = test.partition("[")[0].split("::")
    names = (test, *("::".join(parts[:count]) for count in range(len(parts), 0, -1)))
    found = next((named()[name] for name in names if name in named()), None)
    return found.text if found and (under_wine() or not found.wine) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = {item: reason(item) for item in items}
    left_out = [item for item, why in reasons.items() if why]
    if not left_out:
        return
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not reasons[item]]
    _note((item.nodeid, reasons[item]) for item in left_out)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """A file that is left out is not even imported: it may need what this system has not."""
    if not WINDOWS or collection_path.suffix != ".py":
        return None
    file = collection_path.relative_to(Path(__file__).parent.parent).as_posix()
    why = _reason(file)
    if why is None:
        return None
    tree = ast.parse(collection_path.read_text(encoding="utf-8"))
    tests = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    _note((f"{file}::{test.name}", why) for test in tests if test.name.startswith("test_"))
    return True


def _note(tests: Iterable[tuple[str, str | None]]) -> None:
    """Write down what is left out, where somebody wants to know it."""
    if target := os.environ.get(LIST):
        with Path(target).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\t{why}\n" for name, why in tests)
