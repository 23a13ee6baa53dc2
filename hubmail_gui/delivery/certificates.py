"""Reading certificates that were refused (RFC 5280); loaded only then."""

from __future__ import annotations

from datetime import UTC, datetime

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


def tls_fact(
    verify_code: int, hostname: str, chain: tuple[bytes, ...], *, trusted: str | None = None
) -> TlsFact:
    """What is to be seen of a refused certificate.

    ``chain`` is DER, the server's own certificate first, ``trusted`` the PEM text of what the
    settings trust; what cannot be read is left out.
    """
    try:
        read = tuple(certificate_fact(x509.load_der_x509_certificate(one)) for one in chain)
    except ValueError:
        read = ()
    now = _time(datetime.now(UTC))
    return TlsFact(verify_code, hostname, now, read, trusted is not None, _own(trusted))


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
        authority=keys.is_authority(certificate),
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
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
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
    except TypeError:  # a kind of key that the library cannot use; the names are equal at least
        return True
    return True


def _for_servers(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    allowed = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return bool(allowed & set(usage))


def _issuer_published(certificate: x509.Certificate) -> bool:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except x509.ExtensionNotFound:
        return False
    return any(
        one.access_method == AuthorityInformationAccessOID.CA_ISSUERS for one in access.value
    )
