"""What a refused certificate shows, as plain values; loaded only when one was refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """One certificate as the server sent it, read but not judged (RFC 5280).

    Attributes:
        subject: its distinguished name (RFC 4514).
        issuer: the distinguished name of who signed it.
        issuer_name: the issuer's common name or organisation, as a sentence names it.
        names: the DNS names and IP addresses that it was issued for (RFC 9525); empty for none.
        not_before: RFC 3339 time in UTC from which it is valid.
        not_after: RFC 3339 time in UTC until which it is valid.
        fingerprint: its SHA-256 in hexadecimal.
        self_signed: it is signed with its own key.
        for_servers: its extended key usage allows TLS servers, or says nothing.
        issuer_published: it says where its issuer's certificate can be fetched from, as public
            authorities make their certificates.
        authority: it may vouch for others (RFC 5280 section 4.2.1.9).
    """

    subject: str
    issuer: str
    issuer_name: str
    names: tuple[str, ...]
    not_before: str
    not_after: str
    fingerprint: str = ""
    self_signed: bool = False
    for_servers: bool = True
    issuer_published: bool = False
    authority: bool = False


@dataclass(frozen=True, slots=True)
class TlsFact:
    """A certificate that was refused: the verifier's one number, and what else is to be seen.

    Attributes:
        verify_code: the verifier's number for the first problem that it met: OpenSSL's
            ``X509_V_ERR_…``, or on Windows and macOS the system's own.
        hostname: the name or address that the certificate has to prove, as A-labels.
        now: RFC 3339 time in UTC at which it was judged.
        chain: what the server sent, its own certificate first; empty where it cannot be read.
        trust_given: the settings trust certificates of their own.
        own: these certificates, as far as they can be read.
    """

    verify_code: int
    hostname: str
    now: str
    chain: tuple[CertificateFact, ...] = ()
    trust_given: bool = False
    own: tuple[CertificateFact, ...] = ()
