"""No module but a method's own, its page, its part of the demo and the registries knows a type by name."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import hubmail_gui
from hubmail_gui import methods
from hubmail_gui.diagnosis import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(hubmail_gui.__file__).parent
OWN = (
    "methods/",
    "window/pages/",
    *(f"demo/{method.rpartition('.')[2]}" for method in map(methods.module, methods.types())),
)
# What a receiving server's headers are called is no type of ours, nor is a word of a placeholder.
# Neither is the name space of the Task Scheduler.
OTHERS = ("diagnosis/arrival/", "core/pasted.py", "service/handover/windows.py")
PROVIDERS = re.compile(r"(?<![a-z])(?:[Mm]icrosoft|MICROSOFT|[Gg]oogle|GOOGLE)(?![a-z])")


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every name and every text but documentation."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            # Only a text can be the type; a variable may hold a password.
            yield node.lineno, f"type {node.value}" if node.value in methods.types() else node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom | ast.Import):
            module = getattr(node, "module", "") or ""
            yield node.lineno, ".".join([module, *(one.name for one in node.names)])


# A fault is known to all by its code, whoever finds it.
CODES = {one.code for one in catalogue.entries()}


def knows(text: str) -> bool:
    """Whether a name or text is a method's own."""
    if text in CODES:
        return False
    is_type = text.startswith("type ") and text[5:] in methods.types()
    return is_type or "methods.password" in text or bool(PROVIDERS.search(text))


def test_nobody_else_knows_a_method_by_its_name() -> None:
    found = [
        f"{place}:{line}: {text}"
        for path in sorted(ROOT.rglob("*.py"))
        if not (place := path.relative_to(ROOT).as_posix()).startswith((*OWN, *OTHERS))
        for line, text in names(ast.parse(path.read_text("utf-8")))
        if knows(text)
    ]
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    code = 'from hubmail_gui.methods.password import METHOD\nif kind == "password":\n    is_microsoft = 1\n'
    assert [line for line, text in names(ast.parse(code)) if knows(text)] == [1, 2, 3]
