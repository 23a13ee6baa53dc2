"""Whatever servers send is an answer or a named fault, never a defect: short here, long in make faults."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery.http import LARGEST_BODY, Incoming, NotHttpError
from hubmail_gui.delivery.reply import MAX_KEPT, MalformedReplyError, ReplyReader
from hubmail_gui.diagnosis.rules import classify_reply
from tests.delivery.test_web_floods import ask
from tests.servers.attempts import LOGIN, SHORT, account, attempt
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.microsoft import server_context

HTTP_WORDS = (
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 401 \xff\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"\r\n", b"\n", b"\r", b"\0",
    b"Content-Length: 5\r\n", b"Content-Length: -0\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: x\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate\r\n", b"Location: http://[::1\r\n", b"5\r\nhello\r\n",
    b"0\r\n\r\n", b"ffffffffffffffffff\r\n", b"1;" + b"a" * 900 + b"\r\n", b"hello", b"\x1f\x8b\x08\x00", b"Connection: close\r\n",
    b"Set-Cookie: a=\xe4\r\n", b"X" * 20_000, b" folded\r\n", b": \r\n", b"Retry-After: " + b"9" * 400 + b"\r\n",
    b'{"error":"x","error_description":"', b'{"error":{"code":"a","message":"' + b" " * 5000, b"AADSTS7000215: ", b'"}}', b"<!--",
)  # fmt: skip
SMTP_WORDS = (
    b"220 mx\r\n", b"220-", b"250 Ok\r\n", b"250-AUTH PLAIN LOGIN SCRAM-SHA-256\r\n", b"250 STARTTLS\r\n", b"334 \r\n",
    b"334 cj1hLHM9YixpPTE=\r\n", b"354 Go\r\n", b"535 5.7.8 ", b"421 ", b"\xff\xfe", b"\0", b"\r", b"\n", b"\r\n", b"5", b"55",
    b"250 2.0.0 Ok: queued\r\n", b"550 5.1.1 <a@b> unknown\r\n", b"235 \r\n", b"504 5.5.4\r\n", b"530\r\n", b"250 " + b"x" * 8300,
    "451 \u5bc6\u7801\u9519\u8bef\r\n".encode("gb18030"), b"334 " + b"A" * 8000 + b"\r\n", b"250-SIZE 99999999999999999999\r\n",
)  # fmt: skip


class Bytes:
    """Where answers are read from: some pieces, then the end."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)

    def receive(self, _until: float) -> bytes:
        return next((one for one in self._pieces if one), b"")


def pieces(words: tuple[bytes, ...]) -> st.SearchStrategy[list[bytes]]:
    return st.lists(st.one_of(st.sampled_from(words), st.binary(max_size=12)), max_size=24)


def read_http(sent: list[bytes]) -> None:
    incoming = Incoming(Bytes(sent), 0.0)  # type: ignore[arg-type]
    try:
        head = incoming.head()
        body = incoming.body("GET", head)
    except (NotHttpError, ConnectionResetError):
        return
    assert 200 <= head.status <= 999
    assert len(body) <= LARGEST_BODY


def read_replies(sent: list[bytes]) -> None:
    reader = ReplyReader()
    for piece in sent:
        reader.feed(piece)
        try:
            while (reply := reader.next()) is not None:
                assert len(reply.raw.encode("utf-8", "surrogatepass")) <= 2 * MAX_KEPT
                classify_reply(
                    ReplyFact(Stage.RCPT, max(reply.code, 400), reply.enhanced, reply.words)
                )
        except MalformedReplyError:
            return


@given(pieces(HTTP_WORDS))
@settings(max_examples=150, deadline=None)
def test_http_answers(sent: list[bytes]) -> None:
    read_http(sent)


@given(pieces(SMTP_WORDS))
@settings(max_examples=60, deadline=None)
def test_replies(sent: list[bytes]) -> None:
    read_replies(sent)


@pytest.mark.faults
@given(pieces(HTTP_WORDS))
@settings(max_examples=20_000, deadline=None)
def test_http_answers_for_long(sent: list[bytes]) -> None:
    read_http(sent)


@pytest.mark.faults
@given(pieces(SMTP_WORDS))
@settings(max_examples=5_000, deadline=None)
def test_replies_for_long(sent: list[bytes]) -> None:
    read_replies(sent)


def made_up(words: tuple[bytes, ...], seed: int) -> Iterator[bytes]:
    """What a server of chance says, the same for the same number."""
    chance = random.Random(seed)
    for _word in range(chance.randrange(1, 12)):
        yield b"".join(chance.choice(words) for _one in range(chance.randrange(1, 4)))


def talks_nonsense(seed: int) -> None:
    def serve(peer: Peer) -> None:
        for text in made_up(SMTP_WORDS, seed):
            peer.send(text)
            peer.receive()

    encryption = (Encryption.NONE, Encryption.STARTTLS, Encryption.TLS)[seed % 3]
    with LoopbackServer(serve) as server:
        done = attempt(account(server.port, encryption, login=LOGIN), Watch(seconds=2.0), SHORT)
    assert done.fault is None or done.fault.code.startswith(("smtp.", "tls.", "network."))


def answers_nonsense(seed: int) -> None:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        while peer.line():
            pass
        for text in made_up(HTTP_WORDS, seed):
            peer.send(text)

    code = "network."
    with LoopbackServer(serve) as server:
        try:
            ask(server.port, seconds=2.0)
        except FaultError as error:
            code = error.fault.code
    assert code.startswith(("network.", "tls."))


@pytest.mark.parametrize("seed", range(9))
def test_conversations(seed: int) -> None:
    talks_nonsense(seed)


@pytest.mark.parametrize("seed", range(6))
def test_requests(seed: int) -> None:
    answers_nonsense(seed)


@pytest.mark.faults
def test_conversations_for_long() -> None:
    until = time.monotonic() + 60
    for seed in range(10, 100_000):
        talks_nonsense(seed)
        if time.monotonic() > until:
            break


@pytest.mark.faults
def test_requests_for_long() -> None:
    until = time.monotonic() + 60
    for seed in range(10, 100_000):
        answers_nonsense(seed)
        if time.monotonic() > until:
            break
