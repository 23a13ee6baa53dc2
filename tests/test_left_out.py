"""What is left out on Windows is there on Unix: a test that got another name would be lost there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests import left_out

ROOT = Path(__file__).resolve().parent.parent


def names(tree: ast.AST, before: str) -> set[str]:
    """Classes and tests below a file, as pytest names them."""
    found = {before}
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            found |= names(node, f"{before}::{node.name}")
        elif isinstance(node, ast.FunctionDef):
            found.add(f"{before}::{node.name}")
    return found


def inherited(name: str) -> bool:
    """Whether a class has a test from the class that it is made of."""
    return name.count("::") == 2


@pytest.mark.parametrize("name", sorted(left_out.named()))
def test_it_is_there(name: str) -> None:
    name = name.partition("[")[0]
    file = name.partition("::")[0]
    path = ROOT / file
    assert path.exists(), file
    known = names(ast.parse(path.read_text(encoding="utf-8")), file)
    assert name in known or (inherited(name) and name.rpartition("::")[0] in known)


@pytest.mark.parametrize(
    ("test", "why"),
    [("a.py::test_it[x]", "one case"), ("a.py::test_it[y]", None), ("a.py::test_all[x]", "all"),
     ("a.py::TestClass::test_it", "class"), ("b.py::test_it", "file"), ("c.py::test_it", None)],
)  # fmt: skip
def test_the_narrowest_name_counts(
    test: str, why: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {"a.py::test_it[x]": "one case", "a.py::test_all": "all", "a.py::TestClass": "class",
             "b.py": "file"}  # fmt: skip
    reasons = {name: left_out.Reason(text, wine=False) for name, text in table.items()}
    monkeypatch.setattr(left_out, "named", lambda: reasons)
    assert left_out._reason(test) == why


def test_nothing_else_leaves_a_test_out_there() -> None:
    """It would be skipped, which in CI is a failure, and with no word in the list."""
    skips = re.compile(r"skip(?:if)?\((?=[^)]*(?:win32|WINDOWS|\"nt\"))")
    files = [path for path in ROOT.glob("tests/**/*.py") if path != Path(__file__)]
    assert not [path.name for path in files if skips.search(path.read_text(encoding="utf-8"))]
