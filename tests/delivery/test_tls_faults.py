"""TLS errors of which only the exception is known, and certificates of unusual shape."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from hubmail_gui.delivery import tls_faults
from hubmail_gui.delivery.certificates import certificate_fact, tls_fact
from tests.servers.certificates import Wish, issue, root, self_signed


def error(reason: str) -> ssl.SSLError:
    made = ssl.SSLError(1, "as OpenSSL words it")
    made.reason = reason
    return made


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("UNSUPPORTED_PROTOCOL", "tls.protocol_too_old"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "tls.protocol_too_old"),
        ("WRONG_VERSION_NUMBER", "tls.not_tls"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "tls.handshake"),
    ],
)
def test_reason_alone(reason: str, code: str) -> None:
    fault = tls_faults.of_error(error(reason), "login.example.test", {"host": "x"})
    assert (fault.code, fault.params) == (code, {"host": "x"})


def test_number_alone() -> None:
    refused = ssl.SSLCertVerificationError(1, "as OpenSSL words it")
    refused.verify_code = 10
    fault = tls_faults.of_error(refused, "login.example.test", {"host": "x"})
    assert (fault.code, fault.params) == ("tls.certificate.expired", {"host": "x"})


def test_number_and_chain() -> None:
    refused = ssl.SSLCertVerificationError(1, "as OpenSSL words it")
    refused.verify_code = 20
    leaf = issue(root("Proxy Root"), Wish(names=("login.example.test",)))
    chain = (leaf.certificate.public_bytes(Encoding.DER),)
    fault = tls_faults.of_error(refused, "login.example.test", {}, chain)
    assert fault.code == "tls.certificate.untrusted"
    assert fault.params["issuer"] == "Proxy Root"


def test_what_cannot_be_read_is_left_out() -> None:
    assert tls_fact(20, "mx", (b"no certificate",)).chain == ()


def test_same_names_are_not_the_same_key() -> None:
    # An authority that was renewed with a new key vouches for its namesake.
    old = root("Renewed Root")
    renewed = issue(old, Wish(names=(), common_name="Renewed Root", authority=True))
    assert not certificate_fact(renewed.certificate).self_signed
    assert certificate_fact(old.certificate).self_signed


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({NameOID.ORGANIZATION_NAME: "Example", NameOID.COMMON_NAME: "Root"}, "Root"),
        ({NameOID.ORGANIZATION_NAME: "Example"}, "Example"),
        ({NameOID.ORGANIZATIONAL_UNIT_NAME: "Mail"}, "Mail"),
        ({NameOID.COUNTRY_NAME: "FR"}, "C=FR"),
        ({}, ""),
    ],
    ids=["common-name", "organisation", "unit", "something-else", "nothing"],
)
def test_how_an_issuer_is_named(attributes: dict[x509.ObjectIdentifier, str], name: str) -> None:
    wish = Wish(names=(), authority=True, usages=())
    made = self_signed(replace(wish, subject=tuple(attributes.items())))
    assert certificate_fact(made.certificate).issuer_name == name


@pytest.mark.parametrize(
    "key", [ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey], ids=["ed25519", "ed448"]
)
def test_keys_of_other_kinds(
    key: type[ed25519.Ed25519PrivateKey] | type[ed448.Ed448PrivateKey],
) -> None:
    made = self_signed(Wish(key=key.generate()))
    assert certificate_fact(made.certificate).self_signed
