"""Servers that should not be trusted, or are no HTTPS servers at all: nothing is told to them."""

from __future__ import annotations

import pytest

from tests.servers import certificates
from tests.servers.certificates import DAY, Wish
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.microsoft import Microsoft, code, read, send, server_context

TRUST = [
    ("unknown authority", Wish(), False, "tls.certificate.untrusted"),
    ("self-signed", Wish(), True, "tls.certificate.self_signed"),
    ("expired", Wish(starts=-30 * DAY, ends=-DAY), False, "tls.certificate.expired"),
    ("not yet valid", Wish(starts=DAY), False, "tls.certificate.not_yet_valid"),
    ("another host", Wish(names=("elsewhere.example.com",)), False, "tls.certificate.hostname"),
]


@pytest.mark.parametrize(("name", "wish", "alone", "wanted"), TRUST, ids=[one[0] for one in TRUST])
def test_certificate_that_nobody_should_trust(
    microsoft: Microsoft, name: str, wish: Wish, alone: bool, wanted: str
) -> None:
    issuer = certificates.root()
    issued = certificates.self_signed(wish) if alone else certificates.issue(issuer, wish)
    context = issued.context()
    document = microsoft.document()
    # What else is wrong only counts where the authority is trusted.
    trusted = not wanted.endswith(("untrusted", "self_signed"))
    document["ca_certificates"] = issuer.pem if trusted else None

    def serve(peer: Peer) -> None:
        peer.start_tls(context)

    with LoopbackServer(serve) as server:
        authority = f"https://localhost:{server.port}"
        document["authentication"]["endpoints"]["authority"] = authority
        attempt = send(read(document), microsoft.secret)

    assert code(attempt) == wanted
    assert attempt.fault is not None
    assert attempt.fault.params["host"] == "localhost"
    assert attempt.fault.params["presented"]


def test_plain_http_behind_an_https_address_gets_nothing(microsoft: Microsoft) -> None:
    received: list[bytes] = []

    def serve(peer: Peer) -> None:
        received.append(peer.receive())
        peer.say("HTTP/1.1 400 Bad Request", "Content-Length: 0", "")

    with LoopbackServer(serve) as server:
        endpoints = microsoft.endpoints(authority=f"https://localhost:{server.port}")
        attempt = send(microsoft.settings(endpoints=endpoints), microsoft.secret)

    assert code(attempt) == "tls.not_tls"
    assert received[0].startswith(b"\x16\x03")


def test_other_protocol_behind_tls_is_no_authority(microsoft: Microsoft) -> None:
    def serve(peer: Peer) -> None:
        peer.start_tls(server_context())
        peer.say("220 mx.example.com ESMTP")
        peer.hold()

    with LoopbackServer(serve) as server:
        endpoints = microsoft.endpoints(authority=f"https://localhost:{server.port}")
        attempt = send(microsoft.settings(endpoints=endpoints), microsoft.secret)

    assert code(attempt) == "oauth.not_an_authority"
