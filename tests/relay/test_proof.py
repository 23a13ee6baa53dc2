"""Each mail is accepted exactly once, or refused with the right class; nothing is lost.

The mails of ``make test`` go the same way as the ten thousand of ``make relay-proof``; each way to
fail occurs once among them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.relay.clients import CLIENTS, send_all
from tests.relay.proof import figures
from tests.relay.routes import GraphRoute, Route, SmtpRoute
from tests.relay.running import relay

MANY = 10_000
FEW = 120
# In KiB: what a relay may hold more at the end than after a fifth of the mails.
GROWTH = 4 * 1024


def route(name: str) -> Route:
    return GraphRoute() if name == "graph" else SmtpRoute(tokens=name == "xoauth2")


def proven(name: str, folder: Path, count: int, clients: int) -> None:
    given = route(name)
    program = Program(folder / "settings", {"EMAIL": "admin@example.com"}, (given.secret(),))
    (folder / "secret").write_text(given.secret(), encoding="utf-8")
    (folder / "given.json").write_text(json.dumps(given.document()), encoding="utf-8")
    secret = ("--secret-file", str(folder / "secret"))
    with given.running():
        done = program.run("apply", folder / "given.json", *secret)
        assert done.status == 0, done.err
        with relay(program, *secret) as running:
            watched = running.process.pid if count == MANY else None
            told = send_all(running.port, count, watched, clients)
            assert running.stopped() == 0
    found = figures(told, given.taken, count)
    sys.stdout.write(f"\n{name}: {found}\n")
    assert (found.lost, found.twice, found.wrong) == (0, 0, 0), (found, sorted(told.codes.items()))
    assert found.accepted + found.refused_for_now + found.refused_for_good == count
    if count == MANY:
        assert found.memory_end - found.memory_begin < GROWTH, told.memory


@pytest.mark.parametrize("name", ["password", "xoauth2", "graph"])
def test_a_few_mails(name: str, tmp_path: Path) -> None:
    proven(name, tmp_path, FEW, 12)


@pytest.mark.relay_proof
@pytest.mark.parametrize("name", ["password", "xoauth2", "graph"])
def test_ten_thousand_mails(name: str, tmp_path: Path) -> None:
    proven(name, tmp_path, MANY, CLIENTS)
