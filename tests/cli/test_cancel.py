"""Ctrl-C in front of a server that hangs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program, interrupt
from tests.cli.results import SMTP_STEPS, check_result
from tests.servers.loopback import LoopbackServer, Peer

pytestmark = pytest.mark.secret_service

# Cancelling takes milliseconds; the machine may be busy, and nothing else ends a test this soon.
SOON = 20.0


@dataclass
class Hanging:
    """A server that stops answering; ``reached`` is set as soon as it has."""

    reached: threading.Event

    def silent(self, peer: Peer) -> None:
        self.reached.set()
        peer.hold()

    def after_greeting(self, peer: Peer) -> None:
        peer.say("220 mx.example.com ESMTP")
        peer.line()
        self.reached.set()
        peer.hold()

    def at_the_end(self, peer: Peer) -> None:
        peer.say("220 mx.example.com ESMTP")
        peer.line()
        peer.say("250 mx.example.com")
        peer.line()
        peer.say("250 2.1.0 Ok")
        peer.line()
        peer.say("250 2.1.5 Ok")
        peer.line()
        peer.say("354 Go ahead")
        peer.mail()
        self.reached.set()
        peer.hold()


def states(document: dict[str, object]) -> list[str]:
    steps = document["steps"]
    assert isinstance(steps, list)
    assert [step["name"] for step in steps] == SMTP_STEPS
    return [step["state"] for step in steps]


CASES: dict[str, tuple[Callable[[Hanging], Callable[[Peer], None]], list[str]]] = {
    "no answer to EHLO": (
        lambda server: server.after_greeting,
        ["ok", "ok", "cancelled", "skipped", "skipped", "skipped"],
    ),
    "no answer to the mail": (
        lambda server: server.at_the_end,
        ["ok", "ok", "ok", "skipped", "skipped", "cancelled"],
    ),
}


@pytest.mark.parametrize(("behaviour", "expected"), CASES.values(), ids=CASES)
def test_ctrl_c_ends_the_test(
    applied: Program,
    server: MailServer,
    write: Write,
    behaviour: Callable[[Hanging], Callable[[Peer], None]],
    expected: list[str],
) -> None:
    hanging = Hanging(threading.Event())
    with LoopbackServer(behaviour(hanging)) as quiet:
        changes = {"port": quiet.port, "encryption": "none", "smtp_authentication": False}
        running = applied.start("test", write(server.document(**changes)), "--json")
        assert hanging.reached.wait(60)
        interrupt(running)
        out, err = running.communicate(timeout=SOON)
    assert running.returncode == 75, err
    document = json.loads(out)
    check_result(document)
    assert document["failure"]["code"] == "cancelled"
    assert document["failure"]["temporary"] is True
    assert states(document) == expected
    last = applied.run("history", "--json").json["history"][-1]
    assert (last["action"], last["code"]) == ("tested", "cancelled")


def test_a_cancelled_save_is_saved_and_says_so(
    applied: Program, server: MailServer, write: Write
) -> None:
    hanging = Hanging(threading.Event())
    with LoopbackServer(hanging.silent) as quiet:
        changes = {"port": quiet.port, "smtp_authentication": False}
        running = applied.start("apply", write(server.document(**changes)), "--json")
        assert hanging.reached.wait(60)
        interrupt(running)
        out, _err = running.communicate(timeout=SOON)
    assert running.returncode == 75
    document = json.loads(out)
    assert (document["saved"], document["changed"], document["revision"]) == (True, True, 2)
    assert applied.settings()["authentication"]["port"] == quiet.port


def test_without_json_the_ladder_stops_where_it_was(
    applied: Program, server: MailServer, write: Write
) -> None:
    hanging = Hanging(threading.Event())
    with LoopbackServer(hanging.silent) as quiet:
        changes = {"port": quiet.port, "smtp_authentication": False}
        running = applied.start("test", write(server.document(**changes)))
        assert hanging.reached.wait(60)
        interrupt(running)
        out, err = running.communicate(timeout=SOON)
    assert running.returncode == 75
    assert "[cancelled]" in err.decode()
    marks = [line.split()[0] for line in out.decode().splitlines()]
    assert len(marks) == len(SMTP_STEPS)
    # The server knows of the connection a moment before the client does.
    assert "".join(marks) in {"✔✔–···", "✔–····"}


def test_ctrl_c_while_a_message_is_handed_over(
    applied: Program, server: MailServer, write: Write
) -> None:
    hanging = Hanging(threading.Event())
    with LoopbackServer(hanging.silent) as quiet:
        changes = {"port": quiet.port, "smtp_authentication": False, "timeout": 60}
        file = write(server.document(**changes))
        (applied.folder / "settings.json").write_bytes(file.read_bytes())
        running = applied.start("send", "a@example.com", "--json", stdin=b"Subject: x\n\nHello\n")
        assert hanging.reached.wait(60)
        interrupt(running)
        out, _err = running.communicate(timeout=SOON)
    assert running.returncode == 75
    told = json.loads(out)
    assert (told["accepted"], told["failure"]["code"]) == ([], "cancelled")
