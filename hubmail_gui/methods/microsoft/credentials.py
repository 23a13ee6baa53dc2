"""Client secrets and certificates: checked before anything is sent, or made here."""

from __future__ import annotations

import re
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


KEY_BITS = 2048


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


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person wants to know of a certificate.

    Attributes:
        name: its subject's common name.
        thumbprint: SHA-1 in upper-case hexadecimal, as the portal shows it.
        ends: the last day on which it is valid.
    """

    name: str
    thumbprint: str
    ends: date


def check(account: MicrosoftSettings, secret: str) -> None:
    """Raise ProblemError when ``secret`` cannot be the secret of ``account``."""
    if account.credential is Credential.CERTIFICATE:
        _check_key(account.certificate or "", secret)
        return
    validation.secret(secret)
    if identifiers.is_guid(secret):
        # The portal shows the Secret ID beside the Value; only the Value is a secret.
        raise ProblemError("secret.is_id")


def key_block(text: str) -> str:
    """The private key alone, out of a PEM text that may hold its certificate as well.

    Raises:
        ProblemError: there is none.
    """
    # Base64 has no hyphens, so the search stops where the next block begins: it stays linear.
    match = re.search(
        r"-----BEGIN ([A-Z0-9 ]{0,20}PRIVATE KEY)-----(?:[^-]|-(?!----))*-----END \1-----", text
    )
    if match is None:
        raise ProblemError("key.malformed")
    return match[0] + "\n"


def ends(certificate: str) -> date | None:
    """The last day on which the certificate in this PEM text is valid; None if unreadable."""
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc.date()
    except ValueError:
        return None


def describe(certificate: str) -> Facts:
    """What the certificate in this PEM text says of itself.

    Raises:
        ProblemError: it cannot be read.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    try:
        read = x509.load_pem_x509_certificate(certificate.encode())
    except ValueError:
        raise ProblemError("certificate.malformed") from None
    names = read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Facts(
        name=str(names[0].value) if names else read.subject.rfc4514_string(),
        thumbprint=read.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        ends=read.not_valid_after_utc.date(),
    )


def _check_key(certificate: str, private_key: str) -> None:
    from cryptography import x509

    key = _load_key(private_key, None)
    try:
        public = x509.load_pem_x509_certificate(certificate.encode())
    except ValueError:
        raise ProblemError("certificate.malformed") from None
    if _spki(public.public_key()) != _spki(key.public_key()):
        raise ProblemError("key.mismatch")
    _check_end(public)


def _load_key(text: str, passphrase: str | None) -> Any:  # noqa: ANN401 - any private key
    """The private key in ``text``, whatever stands around it.

    Raises:
        ProblemError: there is none, it cannot be opened, or it is of no use here.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    block = key_block(text)
    password = passphrase.encode() if passphrase else None
    try:
        key = serialization.load_pem_private_key(block.encode(), password)
    except UnsupportedAlgorithm:
        raise ProblemError("key.unsupported") from None
    except (TypeError, ValueError):
        # A passphrase for a key that has none is a TypeError as well.
        closed = "ENCRYPTED" in block or passphrase
        raise ProblemError("key.passphrase" if closed else "key.malformed") from None
    # https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < KEY_BITS:
        raise ProblemError("key.unsupported")
    return key


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
    """The key pair in a PEM file that holds a private key and its certificate, in any order.

    Raises:
        ProblemError: a part is missing or of no use, or the passphrase is not right.
    """
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise ProblemError("certificate.malformed") from None
    key = _load_key(text, passphrase)
    public = _spki(key.public_key())
    # The authorities above may be in the file as well.
    own = [one for one in found if _spki(one.public_key()) == public]
    return _pair((own or found)[0], key)


def from_pfx(data: bytes, passphrase: str | None = None) -> KeyPair:
    """The key pair in a PFX file (PKCS #12, RFC 7292).

    Raises:
        ProblemError: the passphrase is not right, or the file holds no key that can be used.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    password = passphrase.encode() if passphrase else None
    if not data.startswith(b"\x30"):  # every PFX is an ASN.1 sequence
        raise ProblemError("key.malformed")
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, password)
    except ValueError:
        raise ProblemError("key.passphrase") from None
    if key is None or certificate is None:
        raise ProblemError("key.malformed")
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return _pair(certificate, _load_key(private.decode(), None))


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

    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
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
