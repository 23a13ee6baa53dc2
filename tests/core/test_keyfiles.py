"""Files of keys and certificates in every form that people have: what each is, and what to do."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from hubmail_gui.core import keyfiles, keys, validation
from hubmail_gui.core.keyfiles import Kind
from hubmail_gui.core.problems import TITLES, ProblemError
from tests.servers import certificates
from tests.servers.certificates import Wish

ROOT = certificates.root()
ISSUED = certificates.issue(ROOT, Wish(bits=2048))
OTHER = certificates.self_signed(Wish(bits=2048, common_name="other"))
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL
OPENSSH = serialization.PrivateFormat.OpenSSH
CLEAR = serialization.NoEncryption()
CLOSED = serialization.BestAvailableEncryption(b"right")


def key(encoding: serialization.Encoding, form: serialization.PrivateFormat, how: object) -> bytes:
    written: bytes = ISSUED.key.private_bytes(encoding, form, how)  # type: ignore[arg-type]
    return written


SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PUBLIC = ISSUED.key.public_key().public_bytes(PEM, SPKI)
CERTIFICATE = ISSUED.certificate.public_bytes(DER)
BUNDLE = pkcs7.serialize_certificates([ROOT.certificate, ISSUED.certificate], DER)

KINDS = {
    "PKCS #8": (key(PEM, PKCS8, CLEAR), Kind.KEY),
    "PKCS #8 in DER": (key(DER, PKCS8, CLEAR), Kind.KEY),
    "PKCS #1": (key(PEM, PKCS1, CLEAR), Kind.KEY),
    "PKCS #1 in DER": (key(DER, PKCS1, CLEAR), Kind.KEY),
    "encrypted": (key(PEM, PKCS8, CLOSED), Kind.ENCRYPTED_KEY),
    "encrypted in DER": (key(DER, PKCS8, CLOSED), Kind.ENCRYPTED_KEY),
    "encrypted in the older form": (key(PEM, PKCS1, CLOSED), Kind.ENCRYPTED_KEY),
    "OpenSSH": (key(PEM, OPENSSH, CLEAR), Kind.OPENSSH_KEY),
    "PuTTY": (b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n", Kind.PUTTY_KEY),
    "public key": (PUBLIC, Kind.PUBLIC_KEY),
    "public key of SSH": (b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB hub@server", Kind.PUBLIC_KEY),
    "certificate": (ISSUED.pem.encode(), Kind.CERTIFICATE),
    "certificate in DER": (CERTIFICATE, Kind.CERTIFICATE),
    "certificate in bare base64": (base64.b64encode(CERTIFICATE), Kind.CERTIFICATE),
    "bundle": (BUNDLE, Kind.BUNDLE),
    "Java keystore": (b"\xfe\xed\xfe\xed\0\0\0\2", Kind.KEYSTORE),
    "a path": (b"/etc/ssl/private/hub.key\n", Kind.PATH),
    "a path of Windows": (b"C:\\certs\\hub mail.pfx", Kind.PATH),
    "a name": (b"hub.pem", Kind.PATH),
    "a password": (b"correct horse battery staple", Kind.UNKNOWN),
    "nothing": (b"", Kind.UNKNOWN),
}


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_it_is_recognised(data: bytes, kind: Kind) -> None:
    assert keyfiles.kind_of(data) is kind


DRESSES: dict[str, Callable[[str], str]] = {
    "indented": lambda text: "\n".join(f"    {line}" for line in text.splitlines()),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.splitlines()),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "old Mac": lambda text: text.replace("\n", "\r"),
    "one line": lambda text: text.replace("\n", " "),
    "escaped": lambda text: text.replace("\n", "\\n"),
    "in quotes": lambda text: f'"{text}"',
    "typographic dashes": lambda text: text.replace("-----", "\u2014\u2014-"),
    "with bag attributes": lambda text: (
        f"Bag Attributes\n    localKeyID: 01\nKey Attributes\n{text}"
    ),
    "UTF-16": lambda text: text,
}


@pytest.mark.parametrize("name", DRESSES)
def test_pem_is_read_in_every_dress(name: str) -> None:
    dress = DRESSES[name]
    for pem in (ISSUED.pem, key(PEM, PKCS8, CLEAR).decode()):
        text = dress(pem)
        data = text.encode("utf-16" if name == "UTF-16" else "utf-8")
        (part,) = keyfiles.parts(data)
        assert part.pem.strip() == pem.strip()
    if name != "UTF-16":
        assert validation.certificates(dress(ISSUED.pem)) == ISSUED.pem.strip()


def test_the_certificate_that_vouches_for_no_other_is_first() -> None:
    for text in (ROOT.pem + ISSUED.pem, ISSUED.pem + ROOT.pem, BUNDLE):
        assert validation.certificates(text) == f"{ISSUED.pem.strip()}\n{ROOT.pem.strip()}"


def test_the_certificate_that_fits_is_found() -> None:
    found = keys.certificates(OTHER.pem + ROOT.pem + ISSUED.pem)
    opened = keys.load(key(DER, PKCS8, CLEAR), None)
    assert keys.matching(found, opened) == ISSUED.certificate
    assert keys.matching(found[:2], opened) is None


def test_only_what_is_closed_asks_for_a_passphrase() -> None:
    closed = {name for name, (data, _kind) in KINDS.items() if keys.needs_passphrase(data)}
    assert closed == {"encrypted", "encrypted in DER", "encrypted in the older form"}
    for name in closed:
        data = KINDS[name][0]
        assert keys.as_secret(data, "right") == key(PEM, PKCS8, CLEAR).decode()
        for passphrase, code in ((None, "key.encrypted"), ("wrong", "key.passphrase")):
            with pytest.raises(ProblemError) as caught:
                keys.as_secret(data, passphrase)
            assert caught.value.code == code


@pytest.mark.parametrize(
    "name", [name for name, (_data, kind) in KINDS.items() if kind is not Kind.UNKNOWN]
)
def test_what_is_no_key_is_named(name: str) -> None:
    data, kind = KINDS[name]
    if kind in (Kind.KEY, Kind.OPENSSH_KEY):
        assert keys.as_secret(data) == key(PEM, PKCS8, CLEAR).decode()
        return
    with pytest.raises(ProblemError) as caught:
        keys.load(data, None)
    words = TITLES[caught.value.code].format(**caught.value.params)
    assert caught.value.code != "key.malformed"
    assert "{" not in words


def test_nothing_that_never_ends_takes_long() -> None:
    assert keyfiles.kind_of(b"-----BEGIN CERTIFICATE-----" * 30_000) is Kind.UNKNOWN
