"""Client secrets and certificates: checked before anything is sent, or made here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hubmail_gui.core import keys, pasted, validation
from hubmail_gui.core.dates import long_date
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.methods.microsoft.settings import Credential

if TYPE_CHECKING:
    from datetime import date

    from cryptography.x509 import Certificate

    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings


KEY_BITS = 2048
# Where a secret is kept, in its place: a file's name, an address of Key Vault.
_PLACE = re.compile(
    r"(?:[A-Za-z]:[\\/]|\\\\|~/|\.{1,2}/|/(?:etc|home|root|opt|var|run|usr|tmp|mnt|srv)/|https?://|file:"
    r"|@Microsoft\.KeyVault\()|[\w.-]{1,60}\.(?:txt|json|env|ini|conf|pem|key|pfx)$"
)


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


def tidy(account: MicrosoftSettings, secret: str) -> str:
    """The secret without what came along when it was copied; whether it can be right is not asked.

    A client secret is ASCII without blanks and quotation marks, and a key is written in one way.
    """
    if account.credential is Credential.CERTIFICATE:
        return keys.tidy(secret)
    return pasted.unlabelled(pasted.plain(secret))


def check(account: MicrosoftSettings, secret: str) -> None:
    """Raise ProblemError when ``secret`` cannot be the secret of ``account``."""
    if account.credential is Credential.CERTIFICATE:
        key_for(account, secret)
        return
    secret = tidy(account, secret)
    if not secret:
        raise ProblemError("field.required")
    if pasted.is_masked(secret):
        raise ProblemError("secret.masked")
    if identifiers.is_guid(secret):
        # The portal shows the Secret ID beside the Value; only the Value is a secret.
        raise ProblemError("secret.is_id")
    if pasted.is_placeholder(secret):
        raise ProblemError("secret.placeholder")
    if _PLACE.match(secret):
        raise ProblemError("secret.is_path")
    if "-----BEGIN" in secret:
        raise ProblemError("secret.is_key")
    if any(character.isspace() for character in secret):
        raise ProblemError("secret.blanks")
    validation.secret(secret)


def key_for(account: MicrosoftSettings, secret: str) -> tuple[str, str]:
    """The certificate and the key to sign in with: of several certificates the key's own.

    Raises:
        ProblemError: the key cannot be used, or none of the certificates is its own.
    """
    key = keys.load(secret.encode(), None)
    _check_kind(key)
    found = keys.certificates(account.certificate or "")
    own = keys.matching(found, key)
    if own is None:
        raise ProblemError("key.mismatch")
    _check_end(own)
    return keys.certificate_pem(own), keys.key_pem(key)


def ends(certificate: str) -> date | None:
    """The last day on which the certificate in this PEM text is valid; None if unreadable.

    Of a chain it is the end of the certificate that vouches for no other.
    """
    try:
        return keys.leaf(keys.certificates(certificate)).not_valid_after_utc.date()
    except ProblemError:
        return None


def describe(certificate: str) -> Facts:
    """What the certificate in this PEM text says of itself.

    Raises:
        ProblemError: it cannot be read.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    read = keys.leaf(keys.certificates(certificate))
    names = read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Facts(
        name=str(names[0].value) if names else read.subject.rfc4514_string(),
        thumbprint=read.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        ends=read.not_valid_after_utc.date(),
    )


def _check_kind(key: Any) -> None:  # noqa: ANN401 - any private key
    from cryptography.hazmat.primitives.asymmetric import rsa

    # https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < KEY_BITS:
        raise ProblemError("key.unsupported")


def _check_end(certificate: Certificate) -> None:
    end = certificate.not_valid_after_utc
    if end < datetime.now(UTC):
        raise ProblemError("key.expired", date=long_date(end))


def from_file(data: bytes, passphrase: str | None = None) -> KeyPair:
    """The key pair in a file of any form that holds a private key and its certificate.

    Raises:
        ProblemError: a part is missing or of no use; ``key.encrypted`` where a passphrase is needed
            and none was given (:func:`hubmail_gui.core.keys.needs_passphrase`), ``key.passphrase``
            where it is not right.
    """
    key, found = keys.open_file(data, passphrase)
    _check_kind(key)
    own = keys.matching(found, key)
    if own is None:
        raise ProblemError("key.mismatch" if found else "key.alone")
    return _pair(own, key)


def make(name: str, days: int = 730) -> KeyPair:
    """A new RSA key of 2048 bits with a self-signed certificate for ``name``.

    Entra ID takes RSA keys of 2048 bits and more and needs no chain: it trusts exactly the
    certificate that was uploaded
    (https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate).
    """
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
    from cryptography.hazmat.primitives import hashes

    _check_end(certificate)
    return KeyPair(
        certificate=keys.certificate_pem(certificate),
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        ends=certificate.not_valid_after_utc.date(),
        private_key=keys.key_pem(key),
    )
