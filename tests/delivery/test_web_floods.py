"""HTTP answers and proxies without end, and answers that no library should look into."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.delivery.transcript import Transcript
from hubmail_gui.delivery.web import LARGEST_BODY, Answer, Web
from hubmail_gui.delivery.web_faults import NOT_HTTP
from hubmail_gui.delivery.web_session import Trust
from tests.servers.flooding import hello_requests
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.microsoft import authority, server_context

TRUST = Trust(authority().cert_pem.bytes().decode())
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def bomb(megabytes: int) -> bytes:
    """So much of nothing, as gzip packs it: a thousandth of that."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS + 16)
    return b"".join(packer.compress(bytes(1 << 20)) for _one in range(megabytes)) + packer.flush()


BOMB = bomb(256)


@dataclass(frozen=True)
class Flood:
    """What a server sends: something, then something else for ever; and what comes of it."""

    name: str
    first: bytes
    ever: bytes
    code: str | None = None
    status: int = 0
    slowly: bool = False


FLOODS = [
    Flood("100 for ever", b"", b"HTTP/1.1 100 Continue\r\n\r\n", NOT_HTTP),
    Flood("103 for ever", b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", NOT_HTTP),
    Flood("101", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", b"x", NOT_HTTP),
    Flood("headers for ever", OK, b"X-A: b\r\n", NOT_HTTP),
    Flood("one header for ever", OK + b"X: ", b"y", NOT_HTTP),
    Flood("a folded header for ever", OK + b"X: y\r\n", b" z\r\n", NOT_HTTP),
    Flood("a body for ever", OK + b"\r\n", b"x", None, 200),
    Flood("a long body", OK + b"Content-Length: 999999999999\r\n\r\n", b"x", None, 200),
    Flood("a length that is none", OK + b"Content-Length: -1\r\n\r\n", b"x", NOT_HTTP),
    Flood("a length of many digits", OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", b"x", NOT_HTTP),
    Flood("chunks for ever", CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n", None, 200),
    Flood("small chunks for ever", CHUNKED, b"1\r\nx\r\n", NOT_HTTP),
    Flood("a chunk extension for ever", CHUNKED + b"1;", b"a", NOT_HTTP),
    Flood("a huge chunk", CHUNKED + b"ffffffffffffffff\r\n", b"x", None, 200),
    Flood("trailers for ever", CHUNKED + b"1\r\nx\r\n0\r\n", b"X: y\r\n", None, 200),
    Flood("a bomb", OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB, b"", None, 200),
    Flood("a bomb in a bomb", OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 9\r\n\r\n123456789", b"", NOT_HTTP),
    Flood("brotli", OK + b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx", b"", NOT_HTTP),
    Flood("a slow body", OK + b"Content-Length: 100000\r\n\r\n", b"x", "network.timeout", slowly=True),
    Flood("a slow head", OK, b"X: y\r\n", "network.timeout", slowly=True),
    *(
        Flood(f"{status} with a body for ever", b"HTTP/1.1 %d Moved\r\nLocation: https://localhost:1/\r\n\r\n" % status, b"x", None, status)
        for status in (301, 302, 303, 307, 308)
    ),
    *(
        Flood(f"Location {place!r}", b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n", b"", None, 302)
        for place in (b"http://[::1", b"\xff\xfe\x80", b"https://a:99999/", b"//", b"https://\xc3\xa4\x00/", b"javascript:x")
    ),
    *(
        Flood(f"odd header {line!r}", OK + line + b"\r\nContent-Length: 0\r\n\r\n", b"", None, 200)
        for line in (
            b"Set-Cookie: " + b"a=b; expires=" + b"1 " * 2000, b"no colon", b": empty", b"\xff\xfe: \x00\x01",
            b"Date: " + b"9" * 5000, b"Retry-After: " + b"9" * 5000, b"Content-Type: text/html; charset=\xff",
            b"Link: <" + b";" * 5000, b"WWW-Authenticate: " + b'error="' * 500, b"Connection: " + b"close, " * 900,
        )
    ),
]  # fmt: skip


def serving(flood: Flood) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        while peer.line():
            pass
        peer.send(flood.first)
        if flood.slowly:
            while peer.pause(0.01):
                peer.send(flood.ever)
        many = flood.ever * (32768 // max(1, len(flood.ever)) + 1)
        while flood.ever:
            peer.send(many)

    return serve


def ask(
    port: int, seconds: float = 20.0, cancel: Cancel | None = None, verb: str = "GET"
) -> tuple[Answer, Transcript]:
    transcript = Transcript(Mask("s3cret-value"), lambda: 0.0)
    web = Web(TRUST, cancel or Cancel(), time.monotonic() + seconds, transcript)
    with closing(web):
        return web.request(verb, f"https://localhost:{port}/", headers={}), transcript


@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.name)
def test_answer_without_end_or_sense(flood: Flood) -> None:
    with LoopbackServer(serving(flood)) as server:
        if flood.code:
            with pytest.raises(FaultError) as raised:
                ask(server.port, seconds=1.0 if flood.slowly else 20.0)
            assert raised.value.fault.code == flood.code
            return
        answer, transcript = ask(server.port)
    assert answer.status == flood.status
    assert len(answer.text) <= LARGEST_BODY
    assert sum(len(line.text) for line in transcript.lines) < 64 * 1024
    assert server.connections == 1


def test_tls_that_never_comes_to_an_end() -> None:
    with LoopbackServer(hello_requests) as server, pytest.raises(FaultError) as raised:
        ask(server.port, seconds=1.0)
    assert raised.value.fault.code in {"network.timeout", "tls.handshake"}


def test_given_up_request_closes_its_socket_and_leaves_no_thread() -> None:
    cancel = Cancel()
    left = threading.Event()

    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        while peer.line():
            pass
        cancel.request()
        peer.hold()
        left.set()

    before = threading.active_count()
    with LoopbackServer(serve) as server:
        with pytest.raises(Cancelled):
            ask(server.port, seconds=600.0, cancel=cancel)
        assert left.wait(30)
        assert threading.active_count() == before + 1  # the server's own
    assert not [one for one in threading.enumerate() if one.name == "hubmail-call"]


ENDLESS = [
    ("headers", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    ("interim answers", b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    ("a line", b"HTTP/1.1 200 ", b"x"),
    ("a body", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
    ("a refusal's body", b"HTTP/1.1 403 Forbidden\r\n\r\n", b"x" * 4096),
    ("noise", b"", b"\0"),
]


@pytest.mark.parametrize(("name", "first", "ever"), ENDLESS, ids=[one[0] for one in ENDLESS])
def test_proxy_that_answers_without_end(
    monkeypatch: pytest.MonkeyPatch, name: str, first: bytes, ever: bytes
) -> None:
    def serve(peer: Peer) -> None:
        while peer.line():
            pass
        peer.send(first)
        while True:
            peer.send(ever * (32768 // len(ever)))

    with LoopbackServer(serve) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://localhost:{server.port}")
        with pytest.raises(FaultError) as raised:
            ask(1)
    assert raised.value.fault.code == "network.proxy"
    assert len(raised.value.fault.reply or "") <= 300


def test_proxy_that_speaks_no_tls_once_it_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(peer: Peer) -> None:
        while peer.line():
            pass
        peer.say("HTTP/1.1 200 OK", "")
        peer.receive()  # the greeting of TLS: nothing else has come before it
        peer.say("HTTP/1.1 400 Bad Request", "")

    with LoopbackServer(serve) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://localhost:{server.port}")
        with pytest.raises(FaultError) as raised:
            ask(1)
    assert raised.value.fault.code == "network.proxy"
    assert raised.value.fault.params["proxy"] == "localhost"


@pytest.mark.parametrize("echo", ["plain", "header", "quoted"])
def test_proxy_that_repeats_its_login(monkeypatch: pytest.MonkeyPatch, echo: str) -> None:
    password = 'pr0xy-"pass'

    def serve(peer: Peer) -> None:
        lines = []
        while line := peer.line():
            lines.append(line)
        sent = next(line for line in lines if line.startswith("Proxy-Authorization"))
        said = {"plain": password, "header": sent, "quoted": password.replace('"', "&quot;")}[echo]
        peer.say(f"HTTP/1.1 407 No: {said}", "Content-Length: 0", "")

    with LoopbackServer(serve) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://hub:pr0xy-%22pass@localhost:{server.port}")
        transcript = Transcript(Mask(), lambda: 0.0)
        web = Web(TRUST, Cancel(), time.monotonic() + 20, transcript)
        with closing(web), pytest.raises(FaultError) as raised:
            web.request("GET", "https://localhost:1/", headers={})
    shown = f"{raised.value.fault.reply} {transcript.lines} {raised.value.fault.params}"
    assert raised.value.fault.code == "network.proxy"
    assert "407" in shown
    encoded = b64encode(b"hub:" + password.encode()).decode()
    assert not any(one in shown for one in (password, encoded, "pr0xy", encoded[4:16]))


PROXIES = [
    "http://u:p@", "http://", "http://:0", "http://localhost:99999", "http://[::1", "socks5://localhost:1",
    "ftp://localhost", "http://localhost:abc", "http://\x00/", "http://loc alhost:1", "://", "http://..:1",
    "http://" + "a" * 300 + ":1", "http://u:p@[::g]:1", "http://localhost:-1", "https://", "\u00e4\u0308://x",
]  # fmt: skip


@pytest.mark.parametrize("address", [one for one in PROXIES if "\0" not in one])
def test_address_of_a_proxy_that_is_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(FaultError) as raised:
        ask(1, seconds=5.0)
    assert raised.value.fault.code == "network.proxy"


def test_proxy_is_spoken_to_through_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS to the proxy, and within it the TLS of the server that it leads to."""
    asked: list[str] = []

    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        asked.append(peer.line())
        while peer.line():
            pass
        peer.say("HTTP/1.1 403 Forbidden", "Content-Length: 0", "")

    with LoopbackServer(serve) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"https://localhost:{server.port}")
        with pytest.raises(FaultError) as raised:
            ask(4711)
    assert asked == ["CONNECT localhost:4711 HTTP/1.1"]
    assert raised.value.fault.reply == "403 Forbidden"


GREEDY = """
import sys
from tests.delivery.test_web_floods import FLOODS, ask, serving
from tests.memory import growth
from tests.servers.loopback import LoopbackServer
calm, flood = (next(one for one in FLOODS if one.name == name) for name in ("brotli", sys.argv[1]))
def once(flood):
    with LoopbackServer(serving(flood)) as server:
        try:
            ask(server.port)
        except Exception as error:
            return error
once(calm)
print(growth(lambda: once(flood)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is measured by /proc")
@pytest.mark.parametrize(
    "name", ["a bomb", "302 with a body for ever", "headers for ever", "chunks for ever"]
)
def test_memory_stays_small(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", GREEDY, name], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 64 * 1024
