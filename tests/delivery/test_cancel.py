"""Cancel takes effect wherever the work is waiting.

Every server here stays silent for good and the limits are far away: only Cancel ends these tests.
"""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Callable

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import sasl
from hubmail_gui.delivery.account import Login
from hubmail_gui.delivery.mail import Mail
from tests.servers.attempts import LOGIN, MAIL, account, attempt, code, state
from tests.servers.loopback import LoopbackServer, Peer, unanswering_port

ORDER = [Step.RESOLVE, Step.CONNECT, Step.GREET, Step.ENCRYPT, Step.AUTHENTICATE, Step.SEND]

Scene = Callable[[Peer], None]


def before_the_greeting(peer: Peer) -> None:
    """Nothing is said."""


def in_the_handshake(peer: Peer) -> None:
    peer.say("220 mx.example.test")
    peer.line()
    peer.say("250-mx.example.test", "250 STARTTLS")
    peer.line()
    peer.say("220 go")
    peer.receive()


def in_the_login(peer: Peer) -> None:
    peer.say("220 mx.example.test")
    peer.line()
    peer.say("250-mx.example.test", "250 AUTH PLAIN")
    peer.line()


def after_the_mail(peer: Peer) -> None:
    peer.say("220 mx.example.test")
    for _command in ("EHLO", "MAIL", "RCPT"):
        peer.line()
        peer.say("250 Ok")
    peer.line()
    peer.say("354 Go")
    peer.mail()


SCENES = [
    pytest.param(before_the_greeting, Step.GREET, Encryption.NONE, None, id="greeting"),
    pytest.param(in_the_handshake, Step.ENCRYPT, Encryption.STARTTLS, None, id="handshake"),
    pytest.param(in_the_login, Step.AUTHENTICATE, Encryption.NONE, LOGIN, id="login"),
    pytest.param(after_the_mail, Step.SEND, Encryption.NONE, None, id="end-of-mail"),
]


@pytest.mark.parametrize(("scene", "step", "encryption", "login"), SCENES)
def test_while_the_server_is_silent(
    scene: Scene, step: Step, encryption: Encryption, login: Login | None
) -> None:
    cancel, reached = Cancel(), threading.Event()
    reports: list[StepReport] = []

    def stepped(report: StepReport) -> None:
        reports.append(report)
        if (report.step, report.state) == (step, StepState.RUNNING):
            reached.set()

    def handler(peer: Peer) -> None:
        scene(peer)
        reached.wait()
        cancel.request()
        peer.hold()

    with LoopbackServer(handler) as server:
        where = account(server.port, encryption, login=login)
        done = attempt(where, Watch(stepped, cancel))
    assert code(done) == "cancelled"
    assert state(done, step) is StepState.CANCELLED
    for later in ORDER[ORDER.index(step) + 1 :]:
        assert state(done, later) is StepState.SKIPPED
    assert {(one.step, one.state) for one in reports} >= {(step, StepState.CANCELLED)}


def test_while_the_server_does_not_read() -> None:
    cancel = Cancel()
    big = Mail(MAIL.sender, MAIL.recipients, b"Subject: x\r\n\r\n" + b"x" * 50_000_000, "<1@x>")

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        for _command in ("EHLO", "MAIL", "RCPT"):
            peer.line()
            peer.say("250 Ok")
        peer.line()
        peer.say("354 Go")
        cancel.request()
        while peer.pause(0.1):  # the client is stuck with a full window until then
            pass

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port), Watch(cancel=cancel), mail=big)
    assert code(done) == "cancelled"
    assert state(done, Step.SEND) is StepState.CANCELLED


def test_while_the_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel, over = Cancel(), threading.Event()

    def hanging(*_arguments: object, **_more: object) -> list[object]:
        cancel.request()
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    done = attempt(account(25, host="mx.example.test"), Watch(cancel=cancel))
    over.set()
    assert code(done) == "cancelled"
    assert state(done, Step.RESOLVE) is StepState.CANCELLED
    assert state(done, Step.CONNECT) is StepState.SKIPPED


def test_while_connecting() -> None:
    cancel = Cancel()

    def stepped(report: StepReport) -> None:
        if (report.step, report.state) == (Step.CONNECT, StepState.RUNNING):
            threading.Timer(0.05, cancel.request).start()

    listener, fillers, port = unanswering_port()
    try:
        done = attempt(account(port, host="127.0.0.1"), Watch(stepped, cancel))
    finally:
        for sock in (listener, *fillers):
            sock.close()
    assert code(done) == "cancelled"
    assert state(done, Step.CONNECT) is StepState.CANCELLED


def test_before_anything_has_begun() -> None:
    cancel = Cancel()
    cancel.request()
    with LoopbackServer(before_the_greeting) as server:
        done = attempt(account(server.port), Watch(cancel=cancel))
        assert server.connections == 0
    assert code(done) == "cancelled"
    assert state(done, Step.RESOLVE) is StepState.CANCELLED


def test_after_the_mail_was_accepted() -> None:
    cancel = Cancel()

    def handler(peer: Peer) -> None:
        after_the_mail(peer)
        peer.say("250 Ok")
        peer.line()
        cancel.request()
        peer.hold()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port), Watch(cancel=cancel))
    assert done.fault is None
    assert state(done, Step.SEND) is StepState.OK


def test_while_the_login_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may ask SCRAM for a million rounds, which no signal interrupts."""
    began, cancelled, finished = threading.Event(), threading.Event(), threading.Event()
    answer = sasl.Scram.respond

    def slow(self: sasl.Scram, challenge: bytes) -> bytes:
        if challenge:
            began.set()
            assert cancelled.wait(30), "the answer was waited for"
            finished.set()
        return answer(self, challenge)

    monkeypatch.setattr(sasl.Scram, "respond", slow)

    def asks_for_much(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250 AUTH SCRAM-SHA-256")
        peer.line()
        peer.say("334 ")
        first = base64.b64decode(peer.line()).decode()
        nonce = first.partition("r=")[2]
        challenge = f"r={nonce}server,s=c2FsdA==,i={sasl.MOST_ITERATIONS}"
        peer.say(f"334 {base64.b64encode(challenge.encode()).decode()}")
        peer.hold()

    cancel = Cancel()

    def give_up() -> None:
        began.wait(30)
        cancel.request()

    threading.Thread(target=give_up).start()
    with LoopbackServer(asks_for_much) as server:
        done = attempt(account(server.port, Encryption.NONE, login=LOGIN), Watch(cancel=cancel))
    assert code(done) == "cancelled"
    assert state(done, Step.AUTHENTICATE) is StepState.CANCELLED
    assert not finished.is_set()
    cancelled.set()
