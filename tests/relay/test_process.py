"""The relay as a process: how it starts, what keeps it from that, and how it ends."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest

from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.relay.running import MAIL, relay

pytestmark = pytest.mark.secret_service


def test_it_ends_in_good_order(applied: Program) -> None:
    with relay(applied) as running:
        with running.client() as client:
            client.noop()
        assert running.stopped() == 0


def test_it_ends_after_so_many_mails(applied: Program, server: MailServer) -> None:
    with relay(applied, "--once", "1") as running:
        with running.client() as client:
            client.sendmail("hub@example.com", "bob@example.com", MAIL)
        assert running.process.wait(60) == 0
    assert len(server.messages) == 1


def test_the_address_is_taken(applied: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = applied.run("relay", "--listen", f"127.0.0.1:{port}", "--json")
    assert (done.status, done.json["failure"]["code"]) == (69, "relay.address_in_use")


def test_nothing_stored(program: Program) -> None:
    done = program.run("relay", "--listen", "127.0.0.1:0", "--json")
    assert (done.status, done.json["failure"]["code"]) == (78, "settings.missing")


def test_garbage_is_collected_while_it_runs(applied: Program) -> None:
    """Commands that end at once do without: __main__ switches it off."""
    code = (
        "import gc, sys\n"
        "from hubmail_gui.relay import server\n"
        "async def serve(*_given):\n"
        "    return int(gc.isenabled())\n"
        "server.serve = serve\n"
        "from hubmail_gui.__main__ import main\n"
        "sys.exit(main(['relay', '--listen', '127.0.0.1:0', '--json']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=applied.variables(), capture_output=True, check=True
    )
    assert json.loads(done.stdout) == {"mails": 1, "failure": None}
