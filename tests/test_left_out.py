"""What is left out on Windows is there on Unix: a test that got another name would be lost there."""

from __future__ import annotations

import ast
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
    file = name.partition("::")[0]
    path = ROOT / file
    assert path.exists(), file
    known = names(ast.parse(path.read_text(encoding="utf-8")), file)
    assert name in known or (inherited(name) and name.rpartition("::")[0] in known)
