"""Somebody outside the program, who has nothing but what a screen reader has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("screen_reader.py")
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
SECONDS = 60.0

T = TypeVar("T")


def require_assistive_technology() -> None:
    """Skip where the bus of assistive technology, its Python binding or Xvfb is not installed."""
    if not any(os.access(one, os.X_OK) for one in LAUNCHERS):
        pytest.skip("at-spi2-core is not installed")
    for program in ("Xvfb", "dbus-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    probe = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    if not os.access(SYSTEM_PYTHON, os.X_OK) or subprocess.run(probe, check=False).returncode:
        pytest.skip("python3-pyatspi is not installed")


@dataclass(frozen=True, slots=True)
class Node:
    """One accessible object, as the tree has it."""

    number: int
    role: str
    name: str
    description: str
    text: str | None
    states: list[str]
    labels: list[str]
    actions: list[str]

    @property
    def label(self) -> str:
        """What a screen reader calls it: the label that belongs to it, or its own name."""
        return self.labels[0] if self.labels else self.name


class Outsider:
    """Finds things by their names and roles, presses, writes and reads."""

    def __init__(self, reader: subprocess.Popen[str]) -> None:
        self._reader = reader

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        """Have the reader's process do something."""
        said = self._try(do, **more)
        assert "error" not in said, said
        return said

    def _try(self, do: str, **more: object) -> dict[str, Any]:
        """The same; where something changed under the reader's hands, ``error`` says so."""
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._reader.stdin.flush()
        said: dict[str, Any] = json.loads(self._reader.stdout.readline())
        return said

    def tree(self) -> list[Node]:
        """All that is shown, in the order in which it is read."""
        return [Node(**one) for one in self._again("tree")["nodes"]]

    def _again(self, do: str, **more: object) -> dict[str, Any]:
        """What a reading says that nothing came between."""
        until = time.monotonic() + SECONDS
        said = self._try(do, **more)
        while "error" in said and time.monotonic() < until:
            self.ask("next")
            said = self._try(do, **more)
        assert "error" not in said, said
        return said

    def _once(self, look: Callable[[list[Node]], T | None], what: str) -> T:
        """What ``look`` finds in the tree, as soon as it finds something."""
        until = time.monotonic() + SECONDS
        while (found := look(self.tree())) is None:
            assert time.monotonic() < until, what
            self.ask("next")
        return found

    def wait_for(self, words: str) -> list[Node]:
        """What is shown once something is called so, in part, and nothing changes any more."""
        said = self.ask("await", words=words, seconds=SECONDS)
        found = [Node(**one) for one in said.get("nodes", ())]
        assert any(words in one.name for one in found), [one.name for one in found if one.name]
        return found

    def find(self, label: str, *roles: str) -> Node:
        """The one thing that this label belongs to, among the roles, once it is shown."""

        def look(tree: list[Node]) -> list[Node] | None:
            return [
                one for one in tree if one.labels and one.label == label and one.role in roles
            ] or None

        found = self._once(look, f"{label}: not there")
        assert len(found) == 1, f"{label}: {found}"
        return found[0]

    def has(self, label: str, role: str) -> bool:
        """Whether such a thing is shown."""
        return any(one.label == label and one.role == role for one in self.tree())

    def press(self, name: str) -> None:
        """Press the button of this name, once it can be pressed."""

        def look(tree: list[Node]) -> bool | None:
            # In a dialog the button that stands in front comes last.
            found = [one for one in tree if one.role == "push button" and one.name == name]
            if not found or "sensitive" not in found[-1].states:
                return None
            said = self._try("act", node=found[-1].number, action="Press")
            return True if said.get("done") else None

        self._once(look, f"{name}: no button that can be pressed")

    def write(self, label: str, text: str) -> None:
        """Replace what stands in a field."""
        node = self.find(label, "text", "password text").number
        assert self.ask("write", node=node, text=text)["done"], label

    def type(self, keys: str) -> int:
        """Press and release a key for each character, wherever the focus is; how many there were."""
        return int(self.ask("type", text=keys)["done"])

    def choose(self, label: str, entry: str) -> None:
        """Select an entry of a combo box."""
        node = self.find(label, "combo box").number
        assert self.ask("choose", node=node, entry=entry)["done"], entry
        self.wait_for(entry)

    def strings(self) -> list[str]:
        """Every name, description, text and value in the tree, of what is hidden too."""
        return list(self._again("all")["strings"])

    def wait_to_hear(self, words: str) -> list[str]:
        """What was announced since the start, once these words were."""
        heard = list(self.ask("hear", words=words, seconds=SECONDS)["heard"])
        assert words in heard, heard
        return heard


@contextmanager
def watching(*arguments: str, keyring: bool = False) -> Iterator[Outsider]:
    """``hubmail`` with these arguments on a screen and a bus of its own, and somebody before it.

    Args:
        arguments: the command line's.
        keyring: there is one on the bus, unlocked and empty.
    """
    with ExitStack() as stack:
        screen = stack.enter_context(_screen())
        environment = {
            **os.environ,
            "DISPLAY": screen,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PYTHONUNBUFFERED": "1",
        }
        environment.pop("WAYLAND_DISPLAY", None)
        environment |= stack.enter_context(_bus(environment))
        if keyring:
            stack.enter_context(_keyring(environment))
        reader = stack.enter_context(_running([SYSTEM_PYTHON, str(READER)], environment))
        outsider = Outsider(reader)
        # It starts the bus of assistive technology. Qt looks for that once, when a program starts.
        assert outsider.tree() == []
        program = [sys.executable, "-m", "hubmail_gui", *arguments]
        stack.enter_context(_running(program, environment))
        yield outsider


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@contextmanager
def _screen() -> Iterator[str]:
    """An X server that nobody sees; yields the name of its display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            server.kill()


@contextmanager
def _keyring(environment: dict[str, str]) -> Iterator[None]:
    """gnome-keyring, far from the user's own."""
    # The path of a socket may have 107 bytes only.
    with tempfile.TemporaryDirectory(prefix="hubmail-keyring-") as folder:
        own = {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_RUNTIME_DIR": folder}
        command = ["gnome-keyring-daemon", "--components=secrets", "--foreground", "--unlock"]
        with _running(command, environment | own) as daemon:
            assert daemon.stdin is not None
            daemon.stdin.write("of the tests' keyring")
            daemon.stdin.close()
            daemon.stdin = None
            waiting = ["gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"]
            subprocess.run(waiting, env=environment, check=True)
            yield


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A session bus; it starts the bus of assistive technology when somebody asks for it."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with _running(command, environment) as bus:
        assert bus.stdout is not None
        yield {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
