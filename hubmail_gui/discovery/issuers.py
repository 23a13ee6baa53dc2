"""Is the link that the server should have sent missing, or is its authority unknown?

A certificate alone does not tell. A public authority's leaves traces: time stamps of the public
logs (RFC 6962) in it mean that an intermediate signed it, since their roots never sign servers.
Else the address that it names for its issuer (RFC 5280 section 4.2.2.1) is looked up, and what is
found there tried: only to diagnose, nothing of it is trusted.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver, trust
from hubmail_gui.delivery.connection import sent_chain
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.tls import Session
from hubmail_gui.discovery import fetch
from hubmail_gui.discovery.probe import LIMITS

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.delivery.account import SmtpAccount

INCOMPLETE = "tls.certificate.incomplete_chain"
UNTRUSTED = "tls.certificate.untrusted"

_MOST_LINKS = 4


def exact(account: SmtpAccount, leaf_sha256: str, cancel: Cancel, seconds: float) -> str | None:
    """Which of the two it is; None where neither can be told.

    Raises:
        Cancelled: stopping was asked for.
    """
    until = time.monotonic() + seconds
    chain = _sent(account._replace(pinned_sha256=leaf_sha256), cancel, seconds)
    if not chain:
        return None
    top = _top(chain)
    if top.subject == top.issuer:
        return UNTRUSTED  # the root was sent, and nobody knows it
    if _is_public(chain[0]):
        return INCOMPLETE
    links = _fetched(top, cancel, until)
    if not links:
        return None
    between = [one for one in links if one.subject != one.issuer]
    if between and _verifies(account, [*chain[1:], *between], cancel, until - time.monotonic()):
        return INCOMPLETE
    return UNTRUSTED


def _sent(account: SmtpAccount, cancel: Cancel, seconds: float) -> list[x509.Certificate]:
    """The certificates that the server sends, its own first."""
    ladder = Ladder(Watch(cancel=cancel, seconds=seconds), (), Mask())
    try:
        seen = driver.look(account, ladder, LIMITS)
        if seen.session is None:
            return []
        return [x509.load_der_x509_certificate(one) for one in sent_chain(seen.session.tls)]
    except (FaultError, ValueError):
        return []


def _top(chain: list[x509.Certificate]) -> x509.Certificate:
    """The last link upwards from the server's own certificate."""
    top, others = chain[0], chain[1:]
    while above := next((one for one in others if _issued(top, one)), None):
        others.remove(above)
        top = above
    return top


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    if below.issuer != above.subject or below == above:
        return False
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_public(certificate: x509.Certificate) -> bool:
    try:
        certificate.extensions.get_extension_for_oid(
            ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
        )
    except (x509.ExtensionNotFound, ValueError):
        return False
    return True


def _fetched(top: x509.Certificate, cancel: Cancel, until: float) -> list[x509.Certificate]:
    """What stands above ``top``, followed from address to address."""
    found: list[x509.Certificate] = []
    while len(found) < _MOST_LINKS and top.subject != top.issuer:
        candidates = [
            one
            for url in _addresses(top)
            for one in _read(fetch.get(url, cancel, until - time.monotonic()))
        ]
        above = next((one for one in candidates if _issued(top, one)), None)
        if above is None:
            break
        found.append(above)
        top = above
    return found


def _addresses(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
        urls = [
            str(one.access_location.value)
            for one in access.value
            if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS
            and isinstance(one.access_location, x509.UniformResourceIdentifier)
        ]
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [url for url in urls if url.lower().startswith("http://")][:2]


def _read(content: bytes | None) -> list[x509.Certificate]:
    """The certificates in DER, PEM or PKCS #7 (RFC 5280 section 4.2.2.1 allows the last, too)."""
    if not content:
        return []
    readers: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
        lambda one: [x509.load_der_x509_certificate(one)],
        x509.load_pem_x509_certificates,
        pkcs7.load_der_pkcs7_certificates,
    )
    for read in readers:
        with suppress(ValueError):
            return read(content)
    return []


def _verifies(
    account: SmtpAccount, between: list[x509.Certificate], cancel: Cancel, seconds: float
) -> bool:
    """Whether the server would be trusted, had it sent what stands between it and a root."""
    context = trust.context(account._replace(pinned_sha256=None))
    # What is added helps to build the chain, and must not end it.
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in between)
    context.load_verify_locations(cadata=pem.decode("ascii"))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=account.proven_name())
    ladder = Ladder(Watch(cancel=cancel, seconds=max(0.0, seconds)), (), Mask())
    session = Session(tls, incoming, outgoing)
    try:
        driver.look(account._replace(pinned_sha256=None), ladder, LIMITS, session)
    except FaultError:
        return False
    return True
