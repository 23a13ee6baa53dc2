"""Handshakes that fail for other reasons than the certificate."""

from __future__ import annotations

import ssl

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step
from tests.servers.attempts import account, attempt, code, failed_step
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.taking import GOOD, ROOT, sent_to


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_outdated_protocol(encryption: Encryption) -> None:
    context = GOOD.context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    done = sent_to(context, encryption, ROOT.pem)
    assert code(done) == "tls.protocol_too_old"
    assert failed_step(done) is Step.ENCRYPT


@pytest.mark.parametrize(
    ("version", "name"), [(b"\3\1", "TLS 1.0"), (b"\3\2", "TLS 1.1"), (b"\3\0", "SSL 3.0")]
)
def test_server_that_insists_on_an_outdated_protocol(version: bytes, name: str) -> None:
    # ServerHello: version, random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    hello = version + bytes(32) + b"\0" + b"\0\x2f" + b"\0"
    handshake = b"\2" + len(hello).to_bytes(3, "big") + hello
    record = b"\x16" + version + len(handshake).to_bytes(2, "big") + handshake

    def handler(peer: Peer) -> None:
        peer.receive()
        peer.send(record)
        peer.hold()

    with LoopbackServer(handler) as server:
        done = attempt(account(server.port, Encryption.TLS, ca_certificates=ROOT.pem))
    assert code(done) == "tls.protocol_too_old"
    assert done.fault
    assert done.fault.params["protocol"] == name


def test_no_common_cipher() -> None:
    context = GOOD.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("NULL:@SECLEVEL=0")
    assert code(sent_to(context, Encryption.TLS, ROOT.pem)) == "tls.handshake"


def test_client_certificate_demanded() -> None:
    context = GOOD.context()
    context.load_verify_locations(cadata=ROOT.pem)
    context.verify_mode = ssl.CERT_REQUIRED
    # In TLS 1.3 the server says so only after the client takes the handshake for done.
    done = sent_to(context, Encryption.STARTTLS, ROOT.pem)
    assert code(done) == "tls.handshake"
    assert failed_step(done) is Step.ENCRYPT
