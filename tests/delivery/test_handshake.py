"""Handshakes that fail for other reasons than the certificate."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.steps import Step
from tests.servers.attempts import account, attempt, code, failed_step
from tests.servers.certificates import Wish, issue
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


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_client_certificate_demanded(newest: ssl.TLSVersion, encryption: Encryption) -> None:
    context = GOOD.context()
    context.load_verify_locations(cadata=ROOT.pem)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = newest
    # In TLS 1.3 the server says so only after the client takes the handshake for done.
    done = sent_to(context, encryption, ROOT.pem)
    assert code(done) == "tls.client_certificate_required"
    assert failed_step(done) in {Step.ENCRYPT, Step.GREET}


def test_client_certificate_only_wished_for() -> None:
    context = GOOD.context()
    context.load_verify_locations(cadata=ROOT.pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context.maximum_version = newest
        assert code(sent_to(context, Encryption.TLS, ROOT.pem)) is None


# The Second Oakley Group, 1024 bits (RFC 2409 section 6.2).
OAKLEY_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


def parameters(prime: int, generator: int) -> str:
    """Both as PEM (PKCS #3): the library that makes certificates gives Diffie-Hellman up."""
    digits = b"\0" + prime.to_bytes(128, "big")
    numbers = b"\x02\x81" + bytes([len(digits)]) + digits + b"\x02\x01" + bytes([generator])
    encoded = base64.encodebytes(b"\x30\x81" + bytes([len(numbers)]) + numbers).decode()
    return f"-----BEGIN DH PARAMETERS-----\n{encoded}-----END DH PARAMETERS-----\n"


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_parameters_of_diffie_hellman_that_are_too_short(
    encryption: Encryption, tmp_path: Path
) -> None:
    file = tmp_path / "dh.pem"
    file.write_text(parameters(OAKLEY_2, 2), encoding="ascii")
    context = issue(ROOT, Wish(bits=2048)).context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
    context.load_dh_params(str(file))
    done = sent_to(context, encryption, ROOT.pem)
    assert code(done) == "tls.key_exchange_weak"
    assert failed_step(done) is Step.ENCRYPT


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_key_that_is_too_short(newest: ssl.TLSVersion) -> None:
    context = issue(ROOT, Wish(bits=1024)).context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.maximum_version = newest
    done = sent_to(context, Encryption.TLS, ROOT.pem)
    assert code(done) == "tls.certificate.weak"
