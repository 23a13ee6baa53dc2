"""What it means that TLS did not come about."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, Presented
from hubmail_gui.delivery import faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connection import HandshakeError, TlsBrokenError

if TYPE_CHECKING:
    from hubmail_gui.core.tls_facts import CertificateFact

# Content types of the TLS record protocol (RFC 8446 section 5.1), each before the version.
_RECORDS = {20, 21, 22, 23}
_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _CERTIFICATE_REQUEST = 2, 13
_PROTOCOL_VERSION = 70  # the alert of RFC 8446 section 6.2
_VERSIONS = {0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1"}

# A server chooses what stands in its certificate; what is shown of it stays readable.
LONGEST_NAME = 300

# OpenSSL's names for its reasons, where the bytes themselves are not at hand.
_REASONS = {
    **dict.fromkeys(
        ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW",
         "WRONG_SSL_VERSION"),
        "tls.protocol_too_old",
    ),
    **dict.fromkeys(
        ("DH_KEY_TOO_SMALL", "BAD_DH_VALUE", "EE_KEY_TOO_SMALL", "KEY_TOO_SMALL",
         "TLSV1_ALERT_INSUFFICIENT_SECURITY"),
        "tls.key_exchange_weak",
    ),
    **dict.fromkeys(
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
        "tls.client_certificate_required",
    ),
}  # fmt: skip

# How servers up to TLS 1.2 say that they miss a certificate (RFC 5246 section 7.4.6).
_COMPLAINTS = frozenset(
    {"SSLV3_ALERT_HANDSHAKE_FAILURE", "SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_NO_CERTIFICATE",
     "SSLV3_ALERT_CERTIFICATE_UNKNOWN", "TLSV1_ALERT_ACCESS_DENIED"}
)  # fmt: skip


def of_error(
    error: ssl.SSLError,
    hostname: str,
    params: Mapping[str, str],
    chain: tuple[bytes, ...] = (),
    *,
    trusted: str | None = None,
) -> Fault:
    """The fault of a TLS error that came out of a library, without the bytes that led to it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _of_certificate(error, hostname, chain, trusted=trusted, params=params)
    if error.reason in _REASONS:
        return Fault(_REASONS[error.reason], params=params)
    if error.reason == "WRONG_VERSION_NUMBER":
        return Fault("tls.not_tls", params=params)
    return Fault("tls.handshake", reply=error.reason, params=params)


def of_handshake(account: SmtpAccount, failure: HandshakeError) -> Fault:
    """The fault of a handshake over our own connection, whose bytes and certificates are known."""
    received, error = failure.received, failure.error
    if isinstance(error, ssl.SSLCertVerificationError):
        name = account.proven_name()
        return _of_certificate(
            error, name, failure.chain, trusted=account.ca_certificates, params={}
        )
    if len(received) < 3 or received[0] not in _RECORDS or received[1] != 3:
        return plain_text(account.encryption, received, injected=received[:1] in (b"2", b"3"))
    if version := _old_version(received):
        return Fault("tls.protocol_too_old", params={"protocol": version})
    if error.reason in _REASONS:
        return Fault(_REASONS[error.reason])
    if error.reason in _COMPLAINTS and asks_for_certificate(received):
        # The answer to a request for a certificate, which we have none for.
        return Fault("tls.client_certificate_required")
    return Fault("tls.handshake", reply=error.reason)


def of_broken(error: TlsBrokenError) -> Fault:
    """The fault of TLS that the server broke off when the client took the handshake for done.

    In TLS 1.3 the server sees only then what it dislikes.
    """
    cause = error.__cause__
    reason = cause.reason if isinstance(cause, ssl.SSLError) else None
    if reason in _REASONS:
        return Fault(_REASONS[reason])
    return Fault("tls.handshake", reply=reason)


def asks_for_certificate(received: bytes) -> bool:
    """Whether a server's first flight, up to TLS 1.2, holds a CertificateRequest."""
    messages = b""
    while len(received) >= 5:
        length = int.from_bytes(received[3:5], "big")
        if received[0] == _HANDSHAKE:
            messages += received[5 : 5 + length]
        received = received[5 + length :]
    while len(messages) >= 4:
        if messages[0] == _CERTIFICATE_REQUEST:
            return True
        messages = messages[4 + int.from_bytes(messages[1:4], "big") :]
    return False


def plain_text(encryption: Encryption, received: bytes, *, injected: bool) -> Fault:
    """Plain text came where TLS was expected.

    It is ``injected`` when it came before the handshake, or cannot be a complaint about it.
    """
    words = faults.first_line(received)
    if encryption is Encryption.STARTTLS:
        # Bytes behind the reply to STARTTLS are an attack's pattern (RFC 3207 section 6); a
        # server that cannot do TLS after all complains.
        return Fault("tls.injection" if injected else "tls.handshake", reply=words)
    return Fault("smtp.not_smtp" if faults.other_protocol(received) else "tls.not_tls", reply=words)


def _of_certificate(
    error: ssl.SSLCertVerificationError,
    hostname: str,
    chain: tuple[bytes, ...],
    *,
    trusted: str | None,
    params: Mapping[str, str],
) -> Fault:
    from hubmail_gui.delivery.certificates import tls_fact
    from hubmail_gui.diagnosis.tls import classify_tls

    fact = tls_fact(error.verify_code, hostname, chain, trusted=trusted)
    verdict = classify_tls(fact)
    shown = tuple(map(presented, fact.chain))
    return Fault(verdict.code, params={**params, **verdict.params}, chain=shown)


def chain_of(chain: tuple[bytes, ...]) -> tuple[Presented, ...]:
    """The certificates that a server sent, in DER, as a person has to see them."""
    from hubmail_gui.delivery.certificates import tls_fact

    return tuple(map(presented, tls_fact(0, "", chain).chain))


def presented(fact: CertificateFact) -> Presented:
    """What a person who decides about trust has to see of a certificate."""
    names = (fact.subject[:LONGEST_NAME], fact.issuer[:LONGEST_NAME])
    return Presented(*names, fact.not_before, fact.not_after, fact.fingerprint)


def _old_version(received: bytes) -> str | None:
    """The TLS version that the server insists on, where it is too old."""
    version = int.from_bytes(received[1:3], "big")
    if received[0] == _HANDSHAKE and received[5:6] == bytes([_SERVER_HELLO]):
        version = int.from_bytes(received[9:11], "big")
    elif received[0] != _ALERT or received[6:7] != bytes([_PROTOCOL_VERSION]):
        return None
    return _VERSIONS.get(version)
