"""Reading certificates that were refused (RFC 5280); loaded only then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

from hubmail_gui.core import keys
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.tls_facts import CertificateFact, TlsFact

T = TypeVar("T", bound=x509.ExtensionType)


def tls_fact(
    verify_code: int, hostname: str, chain: tuple[bytes, ...], *, trusted: str | None = None
) -> TlsFact:
    """What is to be seen of a refused certificate.

    ``chain`` is DER, the server's own certificate first, ``trusted`` the PEM text of what the
    settings trust; what cannot be read is left out.
    """
    read = tuple(map(_read, chain))
    # One that cannot be read says nothing about those above it, whose order would be lost.
    last = read.index(None) if None in read else len(read)
    known = tuple(one for one in read[:last] if one)
    now = _time(datetime.now(UTC))
    return TlsFact(verify_code, hostname, now, known, trusted is not None, _own(trusted))


def _read(der: bytes) -> CertificateFact | None:
    """One certificate of a server's; None where the library cannot read it."""
    try:
        return certificate_fact(x509.load_der_x509_certificate(der))
    except Exception:  # noqa: BLE001 - whoever sends it chooses what the library meets
        return None


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    """An extension's value; None where there is none, or none that the library can read.

    It knows neither all kinds of names (x400Address, ediPartyName) nor all versions, and raises
    exceptions of many classes for them.
    """
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except Exception:  # noqa: BLE001 - as above
        return None


def _own(trusted: str | None) -> tuple[CertificateFact, ...]:
    try:
        return tuple(map(certificate_fact, keys.certificates(trusted))) if trusted else ()
    except (ValueError, ProblemError):
        return ()


def certificate_fact(certificate: x509.Certificate) -> CertificateFact:
    """One certificate as plain values.

    Raises:
        ValueError: it cannot be read.
    """
    return CertificateFact(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        issuer_name=common_name(certificate.issuer),
        names=_names(certificate),
        not_before=_time(certificate.not_valid_before_utc),
        not_after=_time(certificate.not_valid_after_utc),
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        self_signed=_self_signed(certificate),
        for_servers=_for_servers(certificate),
        issuer_published=_issuer_published(certificate),
        authority=_is_authority(certificate),
    )


def _time(moment: datetime) -> str:
    # Always to the second and in UTC: such texts compare like the times that they stand for.
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def common_name(name: x509.Name) -> str:
    """Its common name or organisation, as a sentence names it; the whole where it has neither."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME):
        if found := name.get_attributes_for_oid(kind):
            return str(found[0].value)
    return name.rfc4514_string()


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    names = _extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return ()
    addresses = (str(one) for one in names.get_values_for_type(x509.IPAddress))
    return (*names.get_values_for_type(x509.DNSName), *addresses)


def _self_signed(certificate: x509.Certificate) -> bool:
    if certificate.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:
        return False
    except Exception:  # noqa: BLE001 - a kind of key that the library cannot use; the names are equal
        return True
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    limits = _extension(certificate, x509.BasicConstraints)
    return limits is not None and limits.ca


def _for_servers(certificate: x509.Certificate) -> bool:
    usage = _extension(certificate, x509.ExtendedKeyUsage)
    if usage is None:
        return True
    allowed = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return bool(allowed & set(usage))


def _issuer_published(certificate: x509.Certificate) -> bool:
    access = _extension(certificate, x509.AuthorityInformationAccess)
    return access is not None and any(
        one.access_method == AuthorityInformationAccessOID.CA_ISSUERS for one in access
    )
