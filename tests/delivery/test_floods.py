"""Servers that never stop: limits of time, of memory and of Cancel hold while bytes flow."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.watch import Watch
from tests.servers import flooding
from tests.servers.attempts import LOGIN, account, attempt, code
from tests.servers.loopback import Handler, LoopbackServer, Peer

NONE, STARTTLS, TLS = Encryption.NONE, Encryption.STARTTLS, Encryption.TLS


@dataclass(frozen=True)
class Case:
    """A flood, and what the attempt may be called."""

    id: str
    handler: Handler
    codes: frozenset[str]
    encryption: Encryption = NONE


HANDSHAKE = frozenset({"smtp.timeout", "smtp.silent", "tls.handshake"})
CASES = [
    Case("hello-requests", flooding.hello_requests, HANDSHAKE, TLS),
    Case("hello-requests-after-starttls", flooding.after_starttls(flooding.hello_requests), HANDSHAKE, STARTTLS),
    Case("empty-records", flooding.records(b"\x16\x03\x03\x00\x00"), HANDSHAKE, TLS),
    Case("empty-data-records", flooding.records(b"\x17\x03\x03\x00\x00"), HANDSHAKE, TLS),
    Case("warnings", flooding.records(b"\x15\x03\x03\x00\x02\x01\x5a"), HANDSHAKE, TLS),
    Case("cipher-changes", flooding.records(b"\x14\x03\x03\x00\x01\x01"), HANDSHAKE, TLS),
    Case("half-a-hello", flooding.records(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"\0" * 16380), HANDSHAKE, TLS),
    Case("challenges", flooding.challenges(b"a" * 6000), frozenset({"smtp.protocol"})),
    Case("control-characters", flooding.long_refusal(512, b"\x01"), frozenset({"smtp.refused", "smtp.turned_away"})),
    Case("ehlo-of-many-words", flooding.many_features, frozenset({"smtp.auth.not_offered", "smtp.protocol"})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_flood_ends_in_time(case: Case) -> None:
    with LoopbackServer(case.handler) as server:
        done = attempt(account(server.port, case.encryption, login=LOGIN), Watch(seconds=1.0))
    assert code(done) in case.codes
    shown = sum(len(line.text) for line in done.transcript)
    assert shown <= 1024 * 1024
    assert done.fault is not None
    assert len(done.fault.reply or "") <= 8000


@pytest.mark.parametrize("encryption", [TLS, STARTTLS])
def test_cancel_is_heard_in_a_flood(encryption: Encryption) -> None:
    cancel = Cancel()
    flooded = threading.Event()
    handler = flooding.hello_requests
    if encryption is STARTTLS:
        handler = flooding.after_starttls(handler)

    def told(peer: Peer) -> None:
        flooded.set()
        handler(peer)

    def give_up() -> None:
        flooded.wait()
        cancel.request()

    threading.Thread(target=give_up).start()
    with LoopbackServer(told) as server:
        done = attempt(account(server.port, encryption), Watch(cancel=cancel))
    assert code(done) == "cancelled"


GREEDY = """
import sys
from hubmail_gui.core.watch import Watch
from tests.delivery.test_floods import CASES
from tests.memory import growth
from tests.servers.attempts import LOGIN, account, attempt
from tests.servers.loopback import LoopbackServer
import hubmail_gui.diagnosis.rules, hubmail_gui.delivery.tls, hubmail_gui.diagnosis.tls
case = next(case for case in CASES if case.id == sys.argv[1])
with LoopbackServer(case.handler) as server:
    where = account(server.port, case.encryption, login=LOGIN)
    print(growth(lambda: attempt(where, Watch(seconds=1.0))))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is measured by /proc")
@pytest.mark.parametrize("case", ["control-characters", "hello-requests", "challenges"])
def test_memory_stays_small(case: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", GREEDY, case], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 64 * 1024
