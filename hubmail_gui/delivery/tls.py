"""TLS as submission needs it: verified always, TLS 1.2 or later (RFC 8314, RFC 9325)."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import Protocol

from hubmail_gui.core import dates
from hubmail_gui.core.texts import _
from hubmail_gui.core.validation import ascii_host
from hubmail_gui.delivery.account import SmtpAccount


class Trust(Protocol):
    """What is trusted beside, or instead of, the operating system's store."""

    @property
    def ca_certificates(self) -> str | None:
        """PEM text of certificates to trust as well."""

    @property
    def pinned_sha256(self) -> str | None:
        """The one certificate that is accepted: its SHA-256 in hexadecimal."""


def context(trust: Trust) -> ssl.SSLContext:
    """A fresh context that trusts what ``trust`` says, for one host only.

    With a pinned certificate the context itself accepts any: whoever uses it compares the
    fingerprint before anything is sent.
    """
    if trust.pinned_sha256:
        pinned = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        pinned.check_hostname = False
        pinned.verify_mode = ssl.CERT_NONE
        pinned.minimum_version = ssl.TLSVersion.TLSv1_2
        return pinned
    import truststore

    verified: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    verified.minimum_version = ssl.TLSVersion.TLSv1_2
    # RFC 9525 section 2: the common name is no host name any more.
    verified.hostname_checks_common_name = False
    if trust.ca_certificates:
        verified.load_verify_locations(cadata=trust.ca_certificates)
        # What was given is enough, be it an intermediate or the server's own certificate.
        verified.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return verified


def server_name(account: SmtpAccount) -> str:
    """The name or address that the certificate has to prove, as TLS carries it."""
    return ascii_host(account.host).partition("%")[0]


def fingerprint(session: ssl.SSLObject) -> str:
    """The SHA-256 of the server's own certificate in hexadecimal."""
    import hashlib

    return hashlib.sha256(session.getpeercert(binary_form=True) or b"").hexdigest()


def ends(session: ssl.SSLObject) -> datetime:
    """When the server's certificate ends, in UTC."""
    readable = session.getpeercert()
    if readable:
        seconds = ssl.cert_time_to_seconds(str(readable["notAfter"]))
        return datetime.fromtimestamp(seconds, UTC)
    # Python reads only what OpenSSL itself has verified: not a pinned one, nor one that Windows
    # or macOS has verified.
    from cryptography import x509

    der = session.getpeercert(binary_form=True) or b""
    return x509.load_der_x509_certificate(der).not_valid_after_utc


def detail(session: ssl.SSLObject) -> str:
    """One line about the encryption, for people: ``TLS 1.3, TLS_AES_256_GCM_SHA384, …``."""
    cipher = session.cipher()
    return _("{version}, {cipher}, certificate valid until {date}").format(
        version=(session.version() or "TLS").replace("TLSv", "TLS "),
        cipher=cipher[0] if cipher else "",
        date=dates.long_date(ends(session)),
    )
