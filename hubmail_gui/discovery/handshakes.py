"""Why TLS does not come about: the same server is asked once more, less strictly.

Nothing is sent over such a connection but EHLO and QUIT, and nothing of it is ever trusted: it
only names what the server does.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver, tls_faults
from hubmail_gui.delivery.connection import HandshakeError
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.tls import Session
from hubmail_gui.discovery.probe import LIMITS

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.delivery.account import SmtpAccount

# Faults that such a look can make more exact.
VAGUE = frozenset({"tls.handshake", "tls.protocol_too_old", "tls.key_exchange_weak"})

# What OpenSSL calls it in TLS 1.3 (RFC 8446 section 6.2).
_WANTS_ONE = "TLSV13_ALERT_CERTIFICATE_REQUIRED"


class Handshake(NamedTuple):
    """What became of one.

    Attributes:
        version: of TLS, such as ``TLSv1``; empty where it did not come about.
        cipher: its name.
        reason: OpenSSL's name for why it did not.
        wants_certificate: the server asked for a certificate of ours.
    """

    version: str = ""
    cipher: str = ""
    reason: str = ""
    wants_certificate: bool = False


def exact(fault: Fault, account: SmtpAccount, cancel: Cancel, seconds: float) -> Fault:
    """``fault`` with the code that says most of why the handshake failed.

    Raises:
        Cancelled: stopping was asked for.
    """
    anything = _attempt(account, _lenient(), cancel, seconds / 2)
    if anything.version in {"SSLv3", "TLSv1", "TLSv1.1"}:
        protocol = anything.version.replace("v", " ")
        protocol = f"{protocol}.0" if protocol in {"TLS 1", "SSL 3"} else protocol
        return _named(fault, "tls.protocol_too_old", {**fault.params, "protocol": protocol})
    if anything.reason == _WANTS_ONE:
        return _named(fault, "tls.client_certificate_required", fault.params)
    if anything.version:
        weak = _weak_exchange(anything.cipher)
        return _named(fault, "tls.key_exchange_weak", fault.params) if weak else fault
    # Up to TLS 1.2 the server's wish can be read on the way.
    older = _lenient()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    if _attempt(account, older, cancel, seconds / 2).wants_certificate:
        return _named(fault, "tls.client_certificate_required", fault.params)
    return fault


def _named(fault: Fault, code: str, params: object) -> Fault:
    return fault._replace(code=code, params=params, field=None)  # type: ignore[arg-type]


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _weak_exchange(cipher: str) -> bool:
    """Whether it is the exchange of keys, and not the cipher, that we refuse otherwise.

    Diffie-Hellman with parameters that are long enough would have been taken the first time; RSA
    keeps nothing secret once the key is known.
    """
    return not cipher.startswith(("ECDHE-", "TLS_"))


def _attempt(
    account: SmtpAccount, context: ssl.SSLContext, cancel: Cancel, seconds: float
) -> Handshake:
    account = account._replace(pinned_sha256=None, login=None)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = Session(context.wrap_bio(incoming, outgoing), incoming, outgoing)
    ladder = Ladder(Watch(cancel=cancel, seconds=seconds), (), Mask())
    try:
        driver.look(account, ladder, LIMITS, session)
    except FaultError as error:
        cause = error.__cause__
        if isinstance(cause, HandshakeError):
            wants = tls_faults.asks_for_certificate(cause.received)
            return Handshake(reason=cause.error.reason or "", wants_certificate=wants)
        # In TLS 1.3 the server says what it dislikes after the client takes it for done.
        broken = cause.__cause__ if cause is not None else None
        if isinstance(broken, ssl.SSLError):
            return Handshake(reason=broken.reason or "")
        if session.tls.version() is None or session.tls.cipher() is None:
            return Handshake()
    cipher = session.tls.cipher()
    return Handshake(session.tls.version() or "", cipher[0] if cipher else "")
