"""HTTPS requests within limits: what answers do, and what keeps them from coming."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery.transcript import Transcript
from hubmail_gui.delivery.web import LARGEST_BODY, Answer, Web
from hubmail_gui.delivery.web_faults import NOT_HTTP
from hubmail_gui.delivery.web_session import Trust
from tests.servers.loopback import LoopbackServer, Peer, closed_port
from tests.servers.microsoft import authority, server_context

TRUST = Trust(authority().cert_pem.bytes().decode())
SECONDS = 30.0


def web(cancel: Cancel | None = None, seconds: float = SECONDS) -> tuple[Web, Transcript]:
    transcript = Transcript(Mask("s3cret-value"), lambda: 0.0)
    deadline = time.monotonic() + seconds
    return Web(TRUST, cancel or Cancel(), deadline, transcript), transcript


def request_of(peer: Peer) -> list[str]:
    """The request line and the headers."""
    lines = []
    while line := peer.line():
        lines.append(line)
    return lines


def answering(*parts: bytes) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        request_of(peer)
        for part in parts:
            peer.send(part)

    return serve


def get(serve: Callable[[Peer], None], path: str = "/", seconds: float = SECONDS) -> Answer:
    made, _transcript = web(seconds=seconds)
    with LoopbackServer(serve) as server, closing(made):
        return made.request("GET", f"https://localhost:{server.port}{path}", headers={})


def fault(serve: Callable[[Peer], None], seconds: float = SECONDS) -> Fault:
    with pytest.raises(FaultError) as raised:
        get(serve, seconds=seconds)
    return raised.value.fault


def test_answer_is_a_value() -> None:
    body = "Grüße"
    head = f"HTTP/1.1 418 Teapot\r\nX-One: 1\r\nContent-Length: {len(body.encode())}\r\n\r\n"

    answer = get(answering(head.encode() + body.encode()))

    assert (answer.status, answer.text) == (418, body)
    assert answer.headers["x-one"] == "1"


def test_answer_in_pieces_and_compressed() -> None:
    packed = gzip.compress(b'{"a": 1}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:5], packed[5:])]

    assert get(answering(head, *chunks, b"0\r\n\r\n")).text == '{"a": 1}'


def test_answer_without_end_is_cut() -> None:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        request_of(peer)
        peer.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:  # until the client has enough
            peer.send(b"x" * 65536)

    assert len(get(serve).text) == LARGEST_BODY


def test_small_answer_that_unpacks_to_a_large_one_is_cut() -> None:
    packed = gzip.compress(b"x" * (8 * LARGEST_BODY))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"

    assert len(get(answering(head.encode(), packed)).text) == LARGEST_BODY


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert (
        get(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe")).text
        == "\ufffd\ufffd"
    )


def test_redirect_is_an_answer() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: https://localhost:1/\r\nContent-Length: 0\r\n\r\n"

    assert get(answering(head)).status == 302


@dataclass(frozen=True)
class Case:
    """Bytes that a server sends after the handshake, and the fault that they are."""

    name: str
    sent: bytes
    code: str


CASES = [
    Case("another protocol", b"220 mx.example.com ESMTP\r\n", NOT_HTTP),
    Case("noise", bytes(range(256)) * 40, NOT_HTTP),
    Case("no number", b"HTTP/1.1 OK\r\n\r\n", NOT_HTTP),
    Case("an endless line", b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n", NOT_HTTP),
    Case("too many headers", b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", NOT_HTTP),
    Case("no gzip", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", NOT_HTTP),
    Case("a chunk of no length", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", NOT_HTTP),
    Case("half a body", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "network.reset"),
    Case("nothing", b"", "network.reset"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_that_is_none(case: Case) -> None:
    found = fault(answering(case.sent))

    assert found.code == case.code
    assert found.params["host"] == "localhost"


def test_connection_that_is_cut() -> None:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        request_of(peer)
        peer.reset()

    assert fault(serve).code == "network.reset"


def test_server_that_leaves_before_the_handshake() -> None:
    found = fault(lambda _peer: None)

    assert found.code in ("tls.handshake", "network.reset")


def test_silence_is_a_time_out() -> None:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        peer.hold()

    found = fault(serve, seconds=0.5)

    assert found.code == "network.timeout"
    assert found.temporary


def test_name_that_does_not_exist() -> None:
    made, _transcript = web()

    with closing(made), pytest.raises(FaultError) as raised:
        made.request("GET", "https://login.example.invalid/", headers={})

    assert raised.value.fault.code == "network.name_not_found"
    assert raised.value.fault.params["host"] == "login.example.invalid"


def test_port_at_which_nobody_listens() -> None:
    made, _transcript = web()
    port = closed_port()

    with closing(made), pytest.raises(FaultError) as raised:
        made.request("GET", f"https://127.0.0.1:{port}/", headers={})

    assert raised.value.fault.code == "network.refused"
    assert raised.value.fault.params["port"] == str(port)


def test_nothing_is_asked_once_the_time_is_up() -> None:
    made, transcript = web(seconds=0)

    with closing(made), pytest.raises(FaultError) as raised:
        made.request("GET", "https://localhost:1/", headers={})

    assert raised.value.fault.code == "network.timeout"
    assert transcript.lines == ()


def test_nothing_is_asked_after_cancel() -> None:
    cancel = Cancel()
    cancel.request()
    made, transcript = web(cancel)

    with closing(made), pytest.raises(Cancelled):
        made.request("GET", "https://localhost:1/", headers={})

    assert transcript.lines == ()


def test_plain_http_is_never_spoken() -> None:
    made, _transcript = web()

    with closing(made), pytest.raises(FaultError):
        made.request("POST", f"http://localhost:{closed_port()}/", headers={}, form={"a": "b"})


def test_transcript_has_what_support_asks_for_and_no_secret() -> None:
    body = b"Refused: s3cret-value\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodWIifQ.c2lnbmF0dXJl\n"
    head = (
        "HTTP/1.1 401 Unauthorized\r\nrequest-id: 1-2-3\r\nServer: Example\r\nX-Other: no\r\n"
        f'WWW-Authenticate: Bearer error="s3cret-value"\r\nContent-Length: {len(body)}\r\n\r\n'
    )
    made, transcript = web()

    with LoopbackServer(answering(head.encode(), body)) as server, closing(made):
        headers = {"client-request-id": "4-5-6", "Authorization": "Bearer s3cret-value"}
        made.request("GET", f"https://localhost:{server.port}/x", headers=headers)
        url = f"https://localhost:{server.port}/x"

    said = [(line.source, line.text) for line in transcript.lines]
    assert said[:4] == [
        ("client", f"GET {url}"),
        ("client", "client-request-id: 4-5-6"),
        ("server", "HTTP 401"),
        ("server", "server: Example"),
    ]
    assert ("server", "request-id: 1-2-3") in said
    shown = "\n".join(text for _who, text in said)
    assert "s3cret" not in shown
    assert "eyJ" not in shown
    assert "X-Other" not in shown


def test_clock_of_the_service_is_compared() -> None:
    made, _transcript = web()
    head = b"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"

    with LoopbackServer(answering(head)) as server, closing(made):
        made.request("GET", f"https://localhost:{server.port}/", headers={})

    assert made.clock_offset == pytest.approx(time.time() - 1_767_225_600, abs=60)
