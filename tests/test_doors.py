"""What comes in and what goes out has one place each, and nothing goes round it.

docs/architecture.md names the places. A file that is listed here without need is found, too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hubmail_gui"


@dataclass(frozen=True)
class Door:
    """Something that only the named files may do.

    Attributes:
        finds: whether a node of a file's tree does it.
        files: which may; a name that ends with a slash is a folder.
        instead: what everybody else uses.
    """

    id: str
    finds: Callable[[ast.AST], bool]
    files: tuple[str, ...]
    instead: str


def method(*names: str) -> Callable[[ast.AST], bool]:
    """A call of one of these methods, on whatever it is."""

    def finds(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in names
        )

    return finds


def function(*names: str) -> Callable[[ast.AST], bool]:
    """A call of one of these, by this very name."""
    return lambda node: isinstance(node, ast.Call) and ast.unparse(node.func) in names


def imported(*names: str) -> Callable[[ast.AST], bool]:
    """An import of one of these modules, or of what is in it."""

    def finds(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            found = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
        else:
            return False
        return any(one == name or one.startswith(f"{name}.") for one in found for name in names)

    return finds


# What stands in for servers, on this computer, listens by itself.
STAND_INS = ("demo/",)

DOORS = (
    Door(
        "bytes from a socket",
        method("recv", "recv_into", "recvfrom", "recvmsg", "makefile", "sendall"),
        ("delivery/connection.py", "discovery/reach.py", *STAND_INS),
        "delivery.connection.Connection, which looks at Cancel and the clock before every byte",
    ),
    Door(
        "a connection",
        function("socket.socket", "socket.create_connection", "socket.create_server"),
        ("delivery/connect.py", "discovery/reach.py", "relay/server.py", *STAND_INS),
        "delivery.connect",
    ),
    Door(
        "HTTP by a library",
        imported("requests", "urllib3", "http.client", "httplib2", "httpx", "aiohttp", "smtplib"),
        STAND_INS,
        "delivery.web, or discovery.fetch for what is public",
    ),
    Door(
        "HTTP by the standard library",
        method("urlopen", "urlretrieve", "build_opener"),
        (),
        "delivery.web",
    ),
    Door(
        "standard output and error",
        lambda node: function("print")(node)
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout.write", "sys.stderr.write"}),
        ("__main__.py", *STAND_INS),
        "cli.terminal.say and tell",
    ),
    Door(
        "TLS without verification of its own",
        function("ssl.SSLContext", "ssl.create_default_context", "ssl._create_unverified_context"),
        ("delivery/trust.py", "discovery/handshakes.py", "core/validation.py", "cli/relay_login.py", *STAND_INS),
        "delivery.trust.context",
    ),
    Door(
        "entities of HTML",
        lambda node: imported("html.unescape")(node) or function("html.unescape")(node),
        ("core/foreign.py",),
        "core.foreign.without_entities, which bears every number",
    ),
)  # fmt: skip


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        yield name, ast.parse(path.read_text(encoding="utf-8"))


SOURCES = dict(sources())


def users(door: Door) -> dict[str, int]:
    """The files that do it, each with the first line where."""
    found = {}
    for name, tree in SOURCES.items():
        lines = [getattr(node, "lineno", 0) for node in ast.walk(tree) if door.finds(node)]
        if lines:
            found[name] = min(lines)
    return found


def allowed(name: str, door: Door) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in door.files)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.id)
def test_nobody_goes_round(door: Door) -> None:
    found = [f"{name}:{line}" for name, line in users(door).items() if not allowed(name, door)]
    assert not found, f"{door.id}: {found}: use {door.instead}"


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.id)
def test_who_may_does(door: Door) -> None:
    used = users(door)
    idle = [
        one
        for one in door.files
        if one not in STAND_INS and one != "__main__.py" and one not in used
    ]
    assert not idle, f"{door.id}: no need for {idle}"


def test_a_way_round_is_found() -> None:
    """The search itself sees what it should."""
    tree = ast.parse(
        "import requests\nfrom urllib3 import connection\nsock.recv(1)\nprint('x')\n"
        "urllib.request.urlopen('x')\nsocket.socket()\nssl.SSLContext()\nhtml.unescape('x')\n"
    )
    nodes = list(ast.walk(tree))
    for door in DOORS:
        assert any(map(door.finds, nodes)), door.id


def test_places_are_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = {one for door in DOORS for one in door.files if one not in STAND_INS}
    for name in sorted(files - {"__main__.py"}):
        assert name in text, f"docs/architecture.md does not name {name}"
