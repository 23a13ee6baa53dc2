"""Servers that keep a client waiting, end the connection, or speak something else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step, StepState
from hubmail_gui.core.watch import Watch
from tests.servers.attempts import SHORT, account, attempt, code, failed_step, state
from tests.servers.loopback import (
    Handler,
    LoopbackServer,
    Peer,
    closed_port,
    unanswering_port,
)
from tests.servers.unhelpful import (
    TLS_ALERT,
    answers_the_first_bytes_with,
    answers_twice,
    endless_line,
    endless_reply,
    greets_then_silent,
    half_a_greeting_then_closed,
    injects,
    last_words_before_closing,
    offers_starttls_then_silent,
    resets_after_ehlo,
    resets_at_once,
    resets_the_handshake,
    says,
    silent,
    trickles_a_greeting,
)

NONE, STARTTLS, TLS = Encryption.NONE, Encryption.STARTTLS, Encryption.TLS


@dataclass(frozen=True)
class Case:
    """A server's behaviour, and what it has to be called."""

    id: str
    handler: Handler
    code: str
    step: Step
    encryption: Encryption = NONE


CASES = [
    Case("silent", silent, "smtp.silent", Step.GREET),
    Case("silent-where-starttls-is-wanted", silent, "smtp.silent", Step.GREET, STARTTLS),
    Case("silent-tls-port", silent, "smtp.silent", Step.ENCRYPT, TLS),
    Case("silent-after-greeting", greets_then_silent, "smtp.timeout", Step.GREET),
    Case("trickling-greeting", trickles_a_greeting, "smtp.timeout", Step.GREET),
    Case("silent-handshake", offers_starttls_then_silent, "smtp.timeout", Step.ENCRYPT, STARTTLS),
    Case("half-a-greeting", half_a_greeting_then_closed, "smtp.disconnected", Step.GREET),
    Case("reset-after-ehlo", resets_after_ehlo, "smtp.disconnected", Step.GREET),
    Case("reset-in-handshake", resets_the_handshake, "tls.handshake", Step.ENCRYPT, TLS),
    Case("last-words", last_words_before_closing, "smtp.temporary", Step.SEND),
    Case("ssh", says("SSH-2.0-OpenSSH_9.2\r\n"), "smtp.not_smtp", Step.GREET),
    Case("imap", says("* OK [CAPABILITY IMAP4rev1] ready\r\n"), "smtp.not_smtp", Step.GREET),
    Case("pop3", says("+OK POP3 ready\r\n"), "smtp.not_smtp", Step.GREET),
    Case("http", says("HTTP/1.1 408 Request Timeout\r\n\r\n"), "smtp.not_smtp", Step.GREET),
    Case("vnc-without-line-end", says("RFB 003.008"), "smtp.not_smtp", Step.GREET),
    Case("mysql", says(b"J\0\0\0\n8.0.36\0"), "smtp.not_smtp", Step.GREET),
    Case("tls-alert", says(TLS_ALERT), "smtp.not_smtp", Step.GREET),
    Case("greeting-without-code", says("Hello there\r\n"), "smtp.not_smtp", Step.GREET),
    Case("two-codes-in-one-reply", says("220-a\r\n250 b\r\n"), "smtp.not_smtp", Step.GREET),
    Case("endless-line", endless_line, "smtp.not_smtp", Step.GREET),
    Case("endless-reply", endless_reply, "smtp.protocol", Step.GREET),
    Case("answers-twice", answers_twice, "smtp.protocol", Step.SEND),
    Case("plain-smtp-on-tls-port", says("220 mx ESMTP\r\n"), "tls.not_tls", Step.ENCRYPT, TLS),
    Case(
        "plain-answer-to-tls",
        answers_the_first_bytes_with("500 5.5.2 What?\r\n"),
        "tls.not_tls",
        Step.ENCRYPT,
        TLS,
    ),
    Case("ssh-on-tls-port", says("SSH-2.0-dropbear\r\n"), "smtp.not_smtp", Step.ENCRYPT, TLS),
    Case(
        "http-on-tls-port",
        answers_the_first_bytes_with("HTTP/1.1 400 Bad Request\r\n\r\n"),
        "smtp.not_smtp",
        Step.ENCRYPT,
        TLS,
    ),
    Case(
        "alert-on-tls-port",
        answers_the_first_bytes_with(TLS_ALERT),
        "tls.handshake",
        Step.ENCRYPT,
        TLS,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_named_for_what_it_is(case: Case) -> None:
    with LoopbackServer(case.handler) as server:
        done = attempt(account(server.port, case.encryption), limits=SHORT)
    assert code(done) == case.code
    assert failed_step(done) == case.step


def test_reset_at_once() -> None:
    with LoopbackServer(resets_at_once) as server:
        done = attempt(account(server.port), limits=SHORT)
    assert code(done) == "network.reset"
    # The system may tell of it before or after it tells that the connection stands.
    assert failed_step(done) in {Step.CONNECT, Step.GREET}


def test_limit_for_the_whole_test() -> None:
    with LoopbackServer(trickles_a_greeting) as server:
        done = attempt(account(server.port), Watch(seconds=0.5))
    assert code(done) == "smtp.timeout"


def test_reply_of_many_pieces_in_time() -> None:
    def handler(peer: Peer) -> None:
        for piece in ("2", "20", " mx", ".example.test\r", "\n"):
            peer.send(piece)
            peer.pause(0.01)
        peer.line()
        peer.say("554 5.7.1 Go away")
        peer.hold()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port), limits=SHORT)
    assert [line.text for line in done.transcript if line.source == "server"][:1] == [
        "220 mx.example.test"
    ]


def test_end_of_mail_may_take_longer_than_a_reply() -> None:
    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        for _command in ("EHLO", "MAIL", "RCPT"):
            peer.line()
            peer.say("250 Ok")
        peer.line()
        peer.say("354 Go")
        peer.mail()
        peer.pause(SHORT.reply * 2)
        peer.say("250 2.0.0 Ok: queued as 4F2A")
        peer.line()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port), limits=SHORT)
    assert done.fault is None
    assert done.reply == "250 2.0.0 Ok: queued as 4F2A"


def test_no_answer_to_quit_changes_nothing() -> None:
    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        for _command in ("EHLO", "MAIL", "RCPT"):
            peer.line()
            peer.say("250 Ok")
        peer.line()
        peer.say("354 Go")
        peer.mail()
        peer.say("250 Ok")
        assert peer.line() == "QUIT"
        peer.hold()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port), limits=SHORT)
    assert done.fault is None
    assert state(done, Step.SEND) is StepState.OK


def test_nobody_listens() -> None:
    done = attempt(account(closed_port()))
    assert code(done) == "network.refused"
    assert failed_step(done) is Step.CONNECT
    assert state(done, Step.RESOLVE) is StepState.OK
    assert state(done, Step.SEND) is StepState.SKIPPED


def test_connection_neither_taken_nor_refused() -> None:
    listener, fillers, port = unanswering_port()
    try:
        done = attempt(account(port, host="127.0.0.1"), limits=SHORT)
    finally:
        for sock in (listener, *fillers):
            sock.close()
    assert code(done) == "network.timeout"
    assert failed_step(done) is Step.CONNECT


@pytest.mark.parametrize("at_once", [True, False], ids=["in-one-packet", "right-behind"])
def test_bytes_behind_the_starttls_reply(at_once: bool) -> None:
    with LoopbackServer(injects(at_once=at_once)) as server:
        done = attempt(account(server.port, STARTTLS), limits=SHORT)
    assert code(done) == "tls.injection"
    assert failed_step(done) is Step.ENCRYPT


def test_complaint_instead_of_a_handshake() -> None:
    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250 STARTTLS")
        peer.line()
        peer.say("220 go")
        peer.receive()
        peer.say("454 4.7.0 TLS not available after all")
        peer.hold()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port, STARTTLS), limits=SHORT)
    assert code(done) == "tls.handshake"
