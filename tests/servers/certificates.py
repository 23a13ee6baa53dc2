"""Certificates of every kind, good and bad, made with ``cryptography``."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    ExtensionOID,
    NameOID,
)

Key = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)
Usage = x509.ObjectIdentifier

DAY = timedelta(days=1)
LOGGED = ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
SERVER: tuple[Usage, ...] = (ExtendedKeyUsageOID.SERVER_AUTH,)
CLIENT: tuple[Usage, ...] = (ExtendedKeyUsageOID.CLIENT_AUTH,)


@dataclass(frozen=True)
class Wish:
    """What a certificate is to be like; by default a good one for localhost.

    Attributes:
        starts: when it becomes valid, from now.
        ends: when it ends, from now.
        bits: of an RSA key; None for an elliptic curve.
        published: it says where its issuer's certificate can be fetched.
        issuer_at: the address where it says so, if not the usual one.
        logged: it holds time stamps as the public logs give them.
        subject: its distinguished name, if not that of ``common_name`` at Example.
        key: its key, if not a new one.
    """

    names: tuple[str, ...] = ("localhost", "127.0.0.1")
    common_name: str = "localhost"
    starts: timedelta = -DAY
    ends: timedelta = 365 * DAY
    usages: tuple[Usage, ...] = SERVER
    authority: bool = False
    bits: int | None = None
    published: bool = False
    issuer_at: str | None = None
    logged: bool = False
    subject: tuple[tuple[x509.ObjectIdentifier, str], ...] | None = None
    key: Key | None = None


@dataclass(frozen=True)
class Issued:
    """A certificate with its key and those above it."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> str:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """Its SHA-256 in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def key_and_chain(self) -> bytes:
        """The key, the certificate and those between it and the root, as servers read them."""
        return self._key_and(self.above)

    def context(self, *, send: tuple[x509.Certificate, ...] | None = None) -> ssl.SSLContext:
        """A server's context with it; ``send`` are the certificates sent beside it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Serving what clients should refuse needs a server that minds less than they do.
        context.set_ciphers("ALL:@SECLEVEL=0")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "server.pem")
            file.write_bytes(self._key_and(self.above if send is None else send))
            context.load_cert_chain(file)
        return context

    def _key_and(self, beside: tuple[x509.Certificate, ...]) -> bytes:
        encoding = serialization.Encoding.PEM
        key = self.key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key + b"".join(one.public_bytes(encoding) for one in (self.certificate, *beside))


def root(common_name: str = "Test Root", wish: Wish | None = None) -> Issued:
    """An authority that vouches for itself."""
    return self_signed(wish or Wish(names=(), common_name=common_name, authority=True, usages=()))


def intermediate(issuer: Issued, common_name: str = "Test Intermediate") -> Issued:
    """An authority that another one vouches for."""
    return issue(issuer, Wish(names=(), common_name=common_name, authority=True, usages=()))


def self_signed(wish: Wish) -> Issued:
    """A certificate that nobody else vouches for."""
    key = _key(wish)
    return Issued(_sign(wish, key, _name(wish), key), key)


def issue(issuer: Issued, wish: Wish) -> Issued:
    """A certificate signed by ``issuer``; those between it and the root are sent along."""
    key = _key(wish)
    certificate = _sign(wish, key, issuer.certificate.subject, issuer.key)
    is_root = issuer.certificate.subject == issuer.certificate.issuer
    return Issued(certificate, key, () if is_root else (issuer.certificate, *issuer.above))


def _key(wish: Wish) -> Key:
    if wish.key is not None:
        return wish.key
    if wish.bits is not None:
        return rsa.generate_private_key(65537, wish.bits)
    return ec.generate_private_key(ec.SECP256R1())


def _name(wish: Wish) -> x509.Name:
    usual = ((NameOID.ORGANIZATION_NAME, "Example"), (NameOID.COMMON_NAME, wish.common_name))
    parts = usual if wish.subject is None else wish.subject
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _sign(wish: Wish, key: Key, issuer_name: x509.Name, signer: Key) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(wish))
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wish.starts)
        .not_valid_after(now + wish.ends)
        .add_extension(x509.BasicConstraints(wish.authority, None), critical=True)
    )
    for extension in _extensions(wish):
        builder = builder.add_extension(extension, critical=False)
    # The newer kinds of key bring their own digest.
    own_digest = isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(signer, None if own_digest else hashes.SHA256())


def _extensions(wish: Wish) -> list[x509.ExtensionType]:
    found: list[x509.ExtensionType] = []
    if wish.names:
        found.append(x509.SubjectAlternativeName([_general_name(name) for name in wish.names]))
    if wish.usages:
        found.append(x509.ExtendedKeyUsage(list(wish.usages)))
    if wish.published or wish.issuer_at:
        address = wish.issuer_at or "http://pki.example.com/issuer.der"
        link = x509.UniformResourceIdentifier(address)
        issuers = AuthorityInformationAccessOID.CA_ISSUERS
        found.append(x509.AuthorityInformationAccess([x509.AccessDescription(issuers, link)]))
    if wish.logged:
        # An empty list of time stamps (RFC 6962 section 3.3), as DER: what counts is that it is there.
        found.append(x509.UnrecognizedExtension(LOGGED, b"\x04\x02\x00\x00"))
    return found


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
