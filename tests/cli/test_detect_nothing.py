"""``hubmail detect`` where nothing is found, nobody answers, or nobody waits any longer."""

from __future__ import annotations

import json
import signal
import threading

import pytest

from tests.cli.program import PATIENCE, Program
from tests.cli.world import OTHER, SMTP, World, certificate, places, world
from tests.servers.dns import NameServer
from tests.servers.submission import Submission

__all__ = ["world"]


def test_a_domain_that_does_not_exist(world: World) -> None:
    world.names({})
    done = world.detect("hub@example.test")
    assert (done.status, done.code) == (69, "network.name_not_found")
    assert done.json["candidates"] == []


def test_a_domain_without_mail(world: World) -> None:
    world.names({("example.test", "A"): [OTHER]})
    done = world.detect("example.test")
    assert (done.status, done.code) == (69, "detect.nothing_found")
    assert done.json["failure"]["remedy"]


@pytest.mark.parametrize("kind", ["silent", "failing"])
def test_name_servers_that_do_not_answer(world: World, kind: str) -> None:
    world.names({}, **{kind: ["*"]})
    done = world.detect("hub@example.test")
    assert (done.status, done.code) == (75, "dns.unavailable")


def test_no_name_server_at_all(world: World) -> None:
    done = world.detect("hub@example.test")
    assert (done.status, done.code) == (75, "dns.unavailable")


def test_what_answers_is_found_beside_what_does_not(world: World) -> None:
    world.names(
        {("smtp.example.test", "A"): [SMTP]},
        silent=["_submissions._tcp.example.test", "autoconfig.example.test", "example.test"],
    )
    world.server(SMTP, 587, Submission(certificate("smtp.example.test")))
    world.server(SMTP, 465, Submission(late=-1))
    done = world.detect("hub@example.test")
    assert places(done) == [("guess", "smtp.example.test", 587)]
    tried = {(one["host"], one["port"]): one["code"] for one in done.json["tried"]}
    assert tried["smtp.example.test", 465] == "smtp.silent"


def test_ctrl_c_ends_it_at_once(world: World) -> None:
    class Listening(NameServer):
        heard = threading.Event()

        def answer(self, wire: bytes, *, largest: int) -> bytes | None:
            self.heard.set()
            return super().answer(wire, largest=largest)

    server = Listening({}, silent=["*"])
    world.ask(server)
    child = world.start("detect", "hub@example.test", "--json")
    assert server.heard.wait(PATIENCE)
    child.send_signal(signal.SIGINT)
    out, _err = child.communicate(timeout=PATIENCE)
    assert child.returncode == 75
    assert json.loads(out)["failure"]["code"] == "cancelled"
    assert json.loads(out)["candidates"] == []


@pytest.mark.parametrize("asked", ["hub@", "not a host", "https://", ""])
def test_what_cannot_be_looked_for(plain: Program, asked: str) -> None:
    done = plain.run("detect", asked, "--json")
    assert done.status == 65
    assert done.json["candidates"] == []
    assert done.errors[0][0] == "asked"


def test_nothing_to_look_for(plain: Program) -> None:
    done = plain.run("detect", "--json")
    assert done.status == 64
    assert done.json["candidates"] == []
