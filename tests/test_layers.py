"""The shape of the code, which no reviewer should have to watch over."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hubmail_gui"
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Called on an object these escape the linter, which knows only a module's or a class's own name.
FORBIDDEN_CALLS = {
    "processEvents": "return to the event loop instead",
    "terminate": "cancel the work; a killed thread leaves locks and sockets behind",
    "sleep": "wait for the event itself",
}


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call of a method, with the name of what it is called on (the last part) and its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = getattr(owner, "attr", getattr(owner, "id", ""))
            yield node, name, node.func.attr


def test_imports_go_down_the_layers_only() -> None:
    """The contracts are in pyproject.toml; their breach names the chain of imports."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", sources(PACKAGE), ids=named)
def test_package_file_is_short_and_calls_nothing_forbidden(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    if (length := text.count("\n")) > LONGEST_FILE:
        found.append(f"{length} lines: one job a file, {LONGEST_FILE} lines at most")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.lineno}: {node.name} has {length} lines")
    for call, _owner, name in calls(tree):
        if name in FORBIDDEN_CALLS:
            found.append(f"{call.lineno}: {name}: {FORBIDDEN_CALLS[name]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", sources(ROOT / "tests"), ids=named)
def test_tests_wait_for_events(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        f"{call.lineno}: {owner}.{name}"
        for call, owner, name in calls(tree)
        if (owner, name) in {("time", "sleep"), ("qtbot", "wait"), ("QTest", "qWait")}
    ]
    assert not found, "\n".join(found)
