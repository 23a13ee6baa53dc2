"""The system's proxy is used, and its own errors are told apart from the services'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core.watch import Watch
from tests.servers import certificates
from tests.servers.certificates import Wish
from tests.servers.loopback import LoopbackServer, Peer, closed_port
from tests.servers.microsoft import Microsoft, code, everything, read, send
from tests.servers.proxy import Proxy, serving

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "a-Password~of.the_proxy"


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes the proxy at a port the system's."""

    def use(port: int, scheme: str = "http") -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://proxyuser:{PASSWORD}@localhost:{port}")

    return use


def test_proxy_that_works_is_used(microsoft: Microsoft, through: Callable[[int], None]) -> None:
    proxy = Proxy()
    with serving(proxy) as server:
        through(server.port)

        attempt = microsoft.send(microsoft.settings())

    assert attempt.fault is None
    assert proxy.hosts == [f"localhost:{microsoft.cloud.port}"]
    # The login in the proxy's address is for the proxy.
    assert any(line.startswith("Proxy-Authorization: Basic ") for line in proxy.asked[0])


@pytest.mark.parametrize("exception", ["localhost", "*", "127.0.0.1,localhost,.example.com"])
def test_no_proxy_is_honoured(
    microsoft: Microsoft,
    through: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    exception: str,
) -> None:
    through(closed_port())
    monkeypatch.setenv("NO_PROXY", exception)

    assert microsoft.send(microsoft.settings()).fault is None


@dataclass(frozen=True)
class Case:
    """What a proxy does, and what the fault says of it."""

    name: str
    proxy: Proxy
    said: str | None
    temporary: bool


CASES = [
    Case("wants a login", Proxy(("HTTP/1.1 407 Proxy Authentication Required", "Proxy-Authenticate: Negotiate", "Content-Length: 0", "")), "407 Proxy Authentication Required", False),
    Case("forbids with a page", Proxy(("HTTP/1.1 403 Forbidden", "Content-Type: text/html", ""), "<html><head><title>Blocked</title></head><body>Category: mail</body></html>"), "403 Forbidden", False),
    Case("cannot reach it", Proxy(("HTTP/1.1 502 Bad Gateway", "Content-Length: 0", "")), "502 Bad Gateway", True),
    Case("hangs up", Proxy(()), None, True),
    Case("is no proxy", Proxy(("SSH-2.0-OpenSSH_9.2",)), None, True),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fault_of_the_proxy_is_named_as_such(
    microsoft: Microsoft, through: Callable[[int], None], case: Case
) -> None:
    case.proxy.asked.clear()
    with serving(case.proxy) as server:
        through(server.port)

        attempt = microsoft.send(microsoft.settings())

    assert code(attempt) == "network.proxy"
    assert attempt.fault is not None
    assert attempt.fault.reply == case.said
    assert attempt.fault.temporary is case.temporary
    assert attempt.fault.params["host"] == "localhost"
    assert attempt.fault.params["proxy"] == "localhost"
    assert PASSWORD not in everything(attempt)
    assert not microsoft.cloud.requests


def test_proxy_that_nobody_runs(microsoft: Microsoft, through: Callable[[int], None]) -> None:
    port = closed_port()
    through(port)

    attempt = microsoft.send(microsoft.settings())

    assert code(attempt) == "network.proxy"
    assert attempt.fault is not None
    assert attempt.fault.reply == f"localhost:{port}, network.refused"
    assert not microsoft.cloud.requests


def test_proxy_that_is_silent(microsoft: Microsoft, through: Callable[[int], None]) -> None:
    microsoft.send(microsoft.settings())  # loads what a first token needs
    microsoft.cloud.requests.clear()
    with serving(Proxy(silent=True)) as server:
        through(server.port)

        attempt = microsoft.send(microsoft.settings(), watch=Watch(seconds=1.0))

    assert code(attempt) in ("network.proxy", "oauth.unreachable")
    assert attempt.fault is not None
    assert attempt.fault.temporary
    assert not microsoft.cloud.requests


@pytest.mark.parametrize(
    "address", ["socks5://localhost:1080", "http://", "ftp://localhost:21", "http://:0"]
)
def test_address_of_a_proxy_that_cannot_be_used(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)

    assert code(microsoft.send(microsoft.settings())) == "network.proxy"
    assert not microsoft.cloud.requests


@dataclass(frozen=True)
class Inspection:
    """How a proxy that inspects TLS shows the certificate that it made up."""

    name: str
    with_issuer: bool


@pytest.mark.parametrize(
    "case",
    [Inspection("its authority sent along", True), Inspection("alone", False)],
    ids=lambda case: case.name,
)
def test_inspection_with_an_unknown_authority_is_a_certificate_fault(
    microsoft: Microsoft, through: Callable[[int], None], case: Inspection
) -> None:
    """The proxy itself works: what stands in the way is the certificate, and it is named."""
    authority = certificates.root("Example Inspection CA")
    forged = certificates.issue(authority, Wish())
    context = forged.context(send=(authority.certificate,) if case.with_issuer else ())

    def inspect(peer: Peer) -> None:
        while peer.line():
            pass
        peer.say("HTTP/1.1 200 Connection established", "")
        peer.start_tls(context)

    document = microsoft.document()
    del document["ca_certificates"]
    with LoopbackServer(inspect) as server:
        through(server.port)

        attempt = send(read(document), microsoft.secret)

    assert code(attempt) == "tls.certificate.untrusted"
    assert attempt.fault is not None
    assert attempt.fault.params["issuer"] == "Example Inspection CA"
    assert not microsoft.cloud.requests


def test_smtp_goes_past_the_proxy(microsoft: Microsoft, through: Callable[[int], None]) -> None:
    """A proxy for HTTPS is for the token; SMTP has no such thing."""
    proxy = Proxy()
    with serving(proxy) as server:
        through(server.port)

        attempt = microsoft.send(microsoft.settings("smtp"))

    assert attempt.fault is None
    assert proxy.hosts == [f"localhost:{microsoft.cloud.port}"]
