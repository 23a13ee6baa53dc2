"""A network of its own with names, mail servers and web servers, and the program in it."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli import schemas
from tests.cli.program import Done, Program
from tests.servers import dns, submission
from tests.servers.certificates import Wish, issue, root
from tests.servers.dns import NameServer, Zone
from tests.servers.island import Island
from tests.servers.submission import Submission

ROOT = root("Public Root")
# Loopback's addresses: one for each server.
SMTP, MAIL, OTHER, WEB = "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"


class World:
    """The island with what stands on it."""

    def __init__(self, island: Island, stack: ExitStack, program: Program) -> None:
        self._island = island
        self._stack = stack
        self._program = program

    def names(self, zone: Zone, **kinds: Any) -> None:
        """A name server at the address that the system asks."""
        self.ask(NameServer(zone, **kinds))

    def ask(self, server: NameServer) -> None:
        """``server`` at that address."""
        self._enter(lambda: dns.serving(server))

    def server(self, address: str, port: int, server: Submission) -> Submission:
        """A mail server."""
        self._enter(lambda: submission.listening(server, address, port))
        return server

    def web(self, address: str, port: int, answer: bytes) -> list[bytes]:
        """A web server that says the same to everybody; what it was asked."""
        asked: list[bytes] = []

        def serve() -> Iterator[None]:
            listener = socket.create_server((address, port))

            def accept() -> None:
                while True:
                    try:
                        sock, _client = listener.accept()
                    except OSError:
                        return
                    with sock:
                        asked.append(sock.recv(65536))
                        sock.sendall(answer)

            thread = threading.Thread(target=accept, daemon=True)
            thread.start()
            yield
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()

        self._enter(contextmanager(serve))
        return asked

    def run(self, *arguments: str) -> Done:
        """The program's answer there."""
        return self._island.run(lambda: self._program.run(*arguments))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The program, at work there."""
        return self._island.run(lambda: self._program.start(*arguments))

    def detect(self, asked: str) -> Done:
        """What it finds, as JSON."""
        done = self.run("detect", asked, "--json")
        schemas.check("detect", done.json)
        return done

    def _enter(self, make: Callable[[], Any]) -> None:
        context = self._island.run(lambda: _entered(make()))
        self._stack.callback(lambda: self._island.run(lambda: context.__exit__(None, None, None)))


def _entered(context: Any) -> Any:
    context.__enter__()
    return context


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "island"
    folder.mkdir()
    with Island(folder, trusted=ROOT.pem) as island, ExitStack() as stack:
        yield World(island, stack, Program(tmp_path / "settings"))


def certificate(*names: str) -> Any:
    return issue(ROOT, Wish(names=names, common_name=names[0])).context()


def places(done: Done) -> list[tuple[str, Any, Any]]:
    """Source, host and port of every candidate, the best first."""
    return [(one["source"], one["host"], one["port"]) for one in done.json["candidates"]]
