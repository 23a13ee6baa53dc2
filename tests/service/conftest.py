"""Fixtures that the tests of the service share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.system import Account
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.service import Service
from hubmail_gui.store import Store
from hubmail_gui.store.secrets import MemoryKeyring
from tests.cli import mail_server
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET

CLAIRE = Account("claire", "Claire Durand", "claire.durand@example.com")


@pytest.fixture(scope="session")
def running_server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(running_server: MailServer) -> MailServer:
    """A real mail server, with nothing received yet."""
    running_server.messages.clear()
    running_server.passwords = {SECRET}
    return running_server


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service of its own, with a keyring in memory."""
    folder = str(tmp_path / "settings")
    return Service(Configuration(folder, CLAIRE, Store(folder, MemoryKeyring())))


@pytest.fixture
def document(server: MailServer) -> dict[str, Any]:
    """Settings that fit the mail server."""
    return server.document()
