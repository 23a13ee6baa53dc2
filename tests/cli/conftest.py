"""Fixtures that the tests of the commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import mail_server
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.secret_service import entry_names, secret_service

__all__ = ["secret_service"]

RECIPIENT = "admin@example.com"
Write = Callable[..., Path]


@pytest.fixture(scope="session")
def running_server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(running_server: MailServer) -> MailServer:
    """The mail server, with nothing received yet."""
    running_server.messages.clear()
    running_server.passwords = {SECRET}
    running_server.lacks = ()
    return running_server


@pytest.fixture
def plain(tmp_path: Path) -> Program:
    """The program without a keyring, for what needs none."""
    return Program(tmp_path / "settings")


@pytest.fixture
def program(tmp_path: Path, secret_service: dict[str, str]) -> Program:
    """The program of an administrator with an e-mail address and an unlocked keyring."""
    return Program(tmp_path / "settings", {**secret_service, "EMAIL": RECIPIENT})


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a settings file; its path."""

    def to_file(document: Any, name: str = "given.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return to_file


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A file with the password that the mail server wants."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET + "\n", encoding="utf-8")
    return path


@pytest.fixture
def entries(secret_service: dict[str, str]) -> Callable[[], set[str]]:
    """Tells the names of all entries in the keyring."""
    return lambda: entry_names(secret_service)


@pytest.fixture
def applied(program: Program, server: MailServer, write: Write, secret_file: Path) -> Program:
    """The program with settings that passed their test."""
    done = program.run("apply", write(server.document()), "--secret-file", secret_file)
    assert done.status == 0, done.err
    server.messages.clear()
    return program
