"""Client secrets and certificates: checked before anything is sent, or made here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.methods.microsoft.settings import Credential

if TYPE_CHECKING:
    from datetime import date

    from cryptography.x509 import Certificate

    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate with its private key.

    Attributes:
        certificate: PEM text, to upload to Entra ID.
        private_key: PEM text (PKCS #8, unencrypted): the secret.
        thumbprint: SHA-1 of the certificate in upper-case hexadecimal, as the portal shows it.
        ends: the last day on which it is valid.
    """

    certificate: str
    thumbprint: str
    ends: date
    private_key: str = field(repr=False)


def check(account: MicrosoftSettings, secret: str) -> None:
    """Raise ProblemError when ``secret`` cannot be the secret of ``account``."""
    if account.credential is Credential.CERTIFICATE:
        _check_key(account.certificate or "", secret)
        return
    validation.secret(secret)
    if identifiers.is_guid(secret):
        # The portal shows the Secret ID beside the Value; only the Value is a secret.
        raise ProblemError("secret.is_id")


def _check_key(certificate: str, private_key: str) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_pem_private_key(private_key.encode(), password=None)
    except TypeError:  # it is encrypted, and no passphrase was given
        raise ProblemError("key.passphrase") from None
    except ValueError:
        raise ProblemError("key.malformed") from None
    public = x509.load_pem_x509_certificate(certificate.encode())
    if _spki(public.public_key()) != _spki(key.public_key()):
        raise ProblemError("key.mismatch")
    _check_end(public)


def _spki(key: Any) -> bytes:  # noqa: ANN401 - any of cryptography's public keys
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    encoded: bytes = key.public_bytes(serialization.Encoding.DER, form)
    return encoded


def _check_end(certificate: Certificate) -> None:
    from datetime import UTC, datetime

    from hubmail_gui.core.dates import long_date

    end = certificate.not_valid_after_utc
    if end < datetime.now(UTC):
        raise ProblemError("key.expired", date=long_date(end))


def from_pem(text: str, passphrase: str | None = None) -> KeyPair:
    """The key pair in a PEM file that holds a certificate and its private key.

    Raises:
        ProblemError: a part is missing, or the passphrase is not right.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    try:
        certificate = x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        raise ProblemError("certificate.malformed") from None
    start = text.find("-----BEGIN")
    while start >= 0 and "PRIVATE KEY" not in text[start : start + 40]:
        start = text.find("-----BEGIN", start + 1)
    if start < 0:
        raise ProblemError("key.malformed")
    password = passphrase.encode() if passphrase else None
    try:
        key = serialization.load_pem_private_key(text[start:].encode(), password)
    except (TypeError, ValueError):
        raise ProblemError("key.passphrase" if "ENCRYPTED" in text else "key.malformed") from None
    return _pair(certificate, key)


def from_pfx(data: bytes, passphrase: str | None = None) -> KeyPair:
    """The key pair in a PFX file (PKCS #12, RFC 7292).

    Raises:
        ProblemError: the passphrase is not right, or the file holds no key.
    """
    from cryptography.hazmat.primitives.serialization import pkcs12

    password = passphrase.encode() if passphrase else None
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, password)
    except ValueError:
        raise ProblemError("key.passphrase") from None
    if key is None or certificate is None:
        raise ProblemError("key.malformed")
    return _pair(certificate, key)


def make(name: str, days: int = 730) -> KeyPair:
    """A new RSA key of 2048 bits with a self-signed certificate for ``name``.

    Entra ID takes RSA keys of 2048 bits and more and needs no chain: it trusts exactly the
    certificate that was uploaded
    (https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate).
    """
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pair(certificate, key)


def _pair(certificate: Certificate, key: Any) -> KeyPair:  # noqa: ANN401 - any private key
    from cryptography.hazmat.primitives import hashes, serialization

    if _spki(certificate.public_key()) != _spki(key.public_key()):
        raise ProblemError("key.mismatch")
    _check_end(certificate)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair(
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        ends=certificate.not_valid_after_utc.date(),
        private_key=private.decode(),
    )
