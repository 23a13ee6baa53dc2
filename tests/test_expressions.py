"""Every regular expression takes ten times as long for ten times the text, whatever the text is.

They are found in the modules and in their source, so that a new one is measured without being
listed here. One that neither finds has to be compiled at its module's level.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hubmail_gui.diagnosis import cloud_rules, rules
from tests.growth import MOST, against, factor

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hubmail_gui"
USES = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
# Over texts of our own alone, which nobody outside can make long.
OWN = ("diagnosis.catalogue", "window.icons", "demo.")
WAYS = {"match": "match", "fullmatch": "fullmatch", "search": "search"}
# Of rules, which are measured one by one; and of a person's own pictures.
COMPILED_ELSEWHERE = {"hubmail_gui/diagnosis/rules.py", "hubmail_gui/diagnosis/cloud_rules.py"}


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            yield path, name


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth:
        for one in value.values():
            yield from patterns_in(one, depth - 1)
    elif isinstance(value, tuple | list | frozenset) and depth:
        for one in value:
            yield from patterns_in(one, depth - 1)


def written_in(path: Path, module: object) -> Iterator[Found]:
    """Expressions that stand in calls of ``re``; fails for one that cannot be found so."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for statement in tree.body for node in calls_at_the_top(statement)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=attr)) if attr in USES:
                if attr == "compile" and id(node) in top:
                    continue  # then it is one of the module's own values
                if path.relative_to(ROOT).as_posix() in COMPILED_ELSEWHERE:
                    continue
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                flags = re.DOTALL if "DOTALL" in ast.unparse(node) else 0
                expression = re.compile(literal(node.args[0], module, where), flags)
                yield Found(expression, frozenset({WAYS.get(attr, "search")}))


def calls_at_the_top(statement: ast.stmt) -> Iterator[ast.AST]:
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from ast.walk(statement)


def literal(node: ast.expr, module: object, where: str) -> str | bytes:
    try:
        found = eval(compile(ast.Expression(node), where, "eval"), dict(vars(module)))
    except NameError:
        found = None
    if not isinstance(found, str | bytes):
        pytest.fail(
            f"{where}: what only a function knows cannot be measured: compile it at the top"
        )
    return found


class Found(NamedTuple):
    """An expression, and how it is used: ``search`` stands for all that look everywhere."""

    expression: re.Pattern[Any]
    ways: frozenset[str]


def used(name: str, sources: str) -> frozenset[str]:
    """How the source uses the expression that a module calls ``name``; every way if it does not."""
    calls = re.findall(rf"\b{name}\.(\w+)\(", sources)
    return frozenset(WAYS.get(call, "search") for call in calls) or frozenset(WAYS.values())


def expressions() -> dict[str, Found]:
    sources = {path: path.read_text(encoding="utf-8") for path, _name in modules()}
    everything = "\n".join(sources.values())
    found: dict[str, Found] = {}
    for path, name in modules():
        if "import re\n" not in sources[path] or name.startswith(
            tuple(f"hubmail_gui.{one}" for one in OWN)
        ):
            continue
        module = importlib.import_module(name)
        every = [
            Found(one, used(key, sources[path] if key.startswith("_") else everything))
            for key, value in vars(module).items()
            for one in patterns_in(value)
        ]
        for one in (*every, *written_in(path, module)):
            found.setdefault(f"{name}: {one.expression.pattern!r}"[:150], one)
    for entries in rules.entries().values():
        for rule in entries.get("rule", ()):
            if "regex" in rule:
                found[f"rule {rule['id']}"] = Found(
                    re.compile(rule["regex"]), frozenset({"search"})
                )
    for stage in cloud_rules.stages():
        for name, some in cloud_rules.names(stage).items():
            for number, known in enumerate(some):
                found[f"names {stage} {name} {number}"] = Found(known, frozenset({"search"}))
    return found


EXPRESSIONS = expressions()


@pytest.mark.parametrize("found", EXPRESSIONS.values(), ids=list(EXPRESSIONS))
def test_expression_is_linear(found: Found) -> None:
    slow = []
    for name, text in against(found.expression):
        for way, work in ways(found):
            if (grown := factor(work, text)) >= MOST:
                slow.append(f"{way} over {name}: {grown:.0f} times")
                break
        if slow:
            break
    assert not slow, slow


def ways(found: Found) -> Iterator[tuple[str, Callable[[str], object]]]:
    expression = found.expression
    encoded = isinstance(expression.pattern, bytes)

    def given(text: str) -> Any:
        return text.encode("utf-8", "surrogatepass") if encoded else text

    if "search" in found.ways:
        yield "search", lambda text: deque(expression.finditer(given(text)), maxlen=0)
    if "match" in found.ways:
        yield "match", lambda text: expression.match(given(text))
    if "fullmatch" in found.ways:
        yield "fullmatch", lambda text: expression.fullmatch(given(text))


def test_the_ones_that_read_servers_are_among_them() -> None:
    """The search itself works: it finds expressions in modules, in calls and in rules."""
    text = "\n".join(EXPRESSIONS)
    for part in (
        "reply_text: ",
        "cloud_params: ",
        "cloud_answer: ",
        "core.validation: ",
        "rule ",
        "names ",
    ):
        assert part in text


def test_a_quadratic_one_is_found() -> None:
    quadratic = Found(re.compile(r"a*b"), frozenset({"search"}))
    hard = next(text for name, text in against(quadratic.expression) if name == "'' 'a'*")
    assert factor(next(ways(quadratic))[1], hard) >= MOST
