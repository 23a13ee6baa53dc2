"""Private keys and certificates opened, in whatever form they came (RFC 5958, 7292, 7468, 5652)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.core import keyfiles
from hubmail_gui.core.keyfiles import Kind, Part
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

_KEYS = (Kind.KEY, Kind.ENCRYPTED_KEY, Kind.OPENSSH_KEY)


def needs_passphrase(data: bytes) -> bool:
    """Whether only a passphrase opens the key in this file."""
    for part in keyfiles.parts(data):
        if part.kind is Kind.ENCRYPTED_KEY:
            return True
        if part.kind in (Kind.PFX, Kind.OPENSSH_KEY):
            return _is_closed(part)
    return False


def tidy(text: str) -> str:
    """The private key in a text as PEM in its usual form; the text itself where there is none."""
    for part in keyfiles.parts(text.encode("utf-8", "replace")):
        if part.kind in _KEYS and part.pem:
            return part.pem + "\n"
    return text


def as_secret(data: bytes, passphrase: str | None = None) -> str | None:
    """The private key in a file as PEM text without a passphrase; None where it holds no key.

    Raises:
        ProblemError: as :func:`load`.
    """
    kind = keyfiles.kind_of(data)
    if kind in (Kind.UNKNOWN, Kind.PATH):
        return None
    return key_pem(load(data, passphrase))


def load(data: bytes, passphrase: str | None) -> Any:  # noqa: ANN401 - any private key
    """The private key in a file, whatever stands around it.

    Raises:
        ProblemError: there is none and what there is instead, it is closed, or cannot be read.
    """
    return open_file(data, passphrase)[0]


def open_file(data: bytes, passphrase: str | None) -> tuple[Any, list[Certificate]]:
    """The private key in a file, and the certificates beside it.

    Raises:
        ProblemError: as :func:`load`.
    """
    found = keyfiles.parts(data)
    part = next((one for one in found if one.kind in (*_KEYS, Kind.PFX)), None)
    if part is None:
        raise _not_a_key(found[0].kind)
    key, inside = _opened(part, passphrase)
    beside = [one for other in found for one in _certificates_of(other)]
    return key, [*inside, *beside]


def certificates(text: str | bytes) -> list[Certificate]:
    """The certificates in a text or file, in their order; at least one.

    Raises:
        ProblemError: there is none, and what there is instead.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    found = keyfiles.parts(data)
    if any(part.kind in (*_KEYS, Kind.PFX) for part in found):
        raise ProblemError("certificate.is_key")
    read = [one for part in found for one in _certificates_of(part)]
    if not read:
        raise _not_a_certificate(found[0].kind)
    return read


def leaf(found: Sequence[Certificate]) -> Certificate:
    """Of a chain in any order the certificate that vouches for no other, the latest of several."""
    issuers = [one.issuer for one in found if one.issuer != one.subject]
    last = [one for one in found if one.subject not in issuers]
    own = [one for one in last if not is_authority(one)]
    return max(own or last or found, key=lambda one: one.not_valid_after_utc)


def is_authority(certificate: Certificate) -> bool:
    """Whether it may vouch for others (RFC 5280 section 4.2.1.9)."""
    from cryptography import x509

    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def matching(found: Sequence[Certificate], key: Any) -> Certificate | None:  # noqa: ANN401
    """The certificate to which a private key belongs, the latest of several."""
    wanted = _spki(key.public_key())
    own = [one for one in found if _public(one) == wanted]
    return max(own, key=lambda one: one.not_valid_after_utc, default=None)


def certificate_pem(certificate: Certificate) -> str:
    """One certificate as PEM text."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def key_pem(key: Any) -> str:  # noqa: ANN401 - any private key
    """A private key as PEM text: PKCS #8, unencrypted."""
    from cryptography.hazmat.primitives import serialization

    written: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return written.decode()


def _public(certificate: Certificate) -> bytes:
    try:
        return _spki(certificate.public_key())
    except Exception:  # noqa: BLE001 - of a kind that the library does not know: no match
        return b""


def _spki(key: Any) -> bytes:  # noqa: ANN401 - any of cryptography's public keys
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    encoded: bytes = key.public_bytes(serialization.Encoding.DER, form)
    return encoded


def _opened(part: Part, passphrase: str | None) -> tuple[Any, list[Certificate]]:
    from cryptography.exceptions import UnsupportedAlgorithm

    password = passphrase.encode() if passphrase else None
    try:
        return _open(part, password)
    except UnsupportedAlgorithm:
        # Such as a key of OpenSSH under a passphrase where there is no module bcrypt.
        raise ProblemError("key.other_form", what=_(keyfiles.NAMES[part.kind])) from None
    except (TypeError, ValueError):
        # A passphrase for a key that has none is a TypeError as well.
        if password is not None and not _is_closed(part):
            return _opened(part, None)
        if not _is_closed(part):
            raise ProblemError("key.malformed") from None
        if password is not None:
            raise ProblemError("key.passphrase") from None
        code = "key.pfx" if part.kind is Kind.PFX else "key.encrypted"
        raise ProblemError(code) from None


def _open(part: Part, password: bytes | None) -> tuple[Any, list[Certificate]]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    if part.kind is Kind.PFX:
        key, own, others = pkcs12.load_key_and_certificates(part.der, password)
        if key is None:
            raise ProblemError("key.pfx_without_key")
        return key, [*([own] if own else []), *others]
    if part.kind is Kind.OPENSSH_KEY:
        return serialization.load_ssh_private_key(part.pem.encode() + b"\n", password), []
    return serialization.load_pem_private_key(part.pem.encode(), password), []


def _is_closed(part: Part) -> bool:
    """Whether it does not open without a passphrase."""
    if part.kind is Kind.ENCRYPTED_KEY:
        return True
    if part.kind not in (Kind.PFX, Kind.OPENSSH_KEY):
        return False
    try:
        _open(part, None)
    except (TypeError, ValueError):
        return True
    except Exception:  # noqa: BLE001 - open, but of no use
        return False
    return False


def _certificates_of(part: Part) -> list[Certificate]:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        if part.kind is Kind.CERTIFICATE:
            return [x509.load_der_x509_certificate(part.der)]
        if part.kind is Kind.BUNDLE:
            return list(pkcs7.load_der_pkcs7_certificates(part.der))
    except (ValueError, UnsupportedAlgorithm):
        raise ProblemError("certificate.malformed") from None
    return []


def _not_a_key(kind: Kind) -> ProblemError:
    if kind is Kind.UNKNOWN:
        return ProblemError("key.malformed")
    if kind is Kind.PATH:
        return ProblemError("key.is_path")
    if kind in (Kind.PUTTY_KEY, Kind.KEYSTORE, Kind.XML_KEY):
        return ProblemError("key.other_form", what=_(keyfiles.NAMES[kind]))
    return ProblemError("key.is_other", what=_(keyfiles.NAMES[kind]))


def _not_a_certificate(kind: Kind) -> ProblemError:
    if kind is Kind.UNKNOWN:
        return ProblemError("certificate.malformed")
    if kind is Kind.PATH:
        return ProblemError("certificate.is_path")
    return ProblemError("certificate.is_other", what=_(keyfiles.NAMES[kind]))
