"""What stands in files of keys, byte for byte: structures made by hand, and PEM as it is handed on."""

from __future__ import annotations

import base64

import pytest

from hubmail_gui.core import keyfiles
from hubmail_gui.core.keyfiles import Kind, Part


def value(tag: int, *inside: bytes) -> bytes:
    """An ASN.1 value in DER (X.690 section 8.1)."""
    body = b"".join(inside)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    count = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | count]) + size.to_bytes(count, "big") + body


def sequence(*inside: bytes) -> bytes:
    return value(0x30, *inside)


def pem(label: str, raw: bytes, *headers: str) -> str:
    lines = base64.encodebytes(raw).decode().replace("\n", "")
    body = [lines[at : at + 64] for at in range(0, len(lines), 64)]
    inside = [*headers, "", *body] if headers else body
    return "\n".join([f"-----BEGIN {label}-----", *inside, f"-----END {label}-----"])


ZERO, ONE, THREE = b"\2\1\0", b"\2\1\1", b"\2\1\3"
LONG = value(4, bytes(range(200)))
RSA_WORDS = b"\x2a\x86\x48\x86\xf7\x0d\x01"
PBES1, PBES2 = (value(6, RSA_WORDS, end) for end in (b"\5\x0d", b"\x0c\1\3"))
RSA = value(6, RSA_WORDS, b"\1\1")
SIGNED = value(6, RSA_WORDS, b"\7\2")
DATA = value(6, RSA_WORDS, b"\7\1")

STRUCTURES = {
    "PKCS #8": (sequence(ZERO, sequence(RSA), LONG), Kind.KEY, "PRIVATE KEY"),
    "PKCS #8 of the second version": (sequence(ONE, sequence(RSA), LONG), Kind.KEY, "PRIVATE KEY"),
    "PKCS #1": (sequence(ZERO, value(2, b"\1" * 200)), Kind.KEY, "RSA PRIVATE KEY"),
    "SEC 1": (sequence(ONE, LONG), Kind.KEY, "EC PRIVATE KEY"),
    "a short SEC 1": (sequence(ONE, value(4, b"\1" * 32)), Kind.KEY, "EC PRIVATE KEY"),
    "closed, PBES1": (sequence(sequence(PBES1), LONG), Kind.ENCRYPTED_KEY, "ENCRYPTED PRIVATE KEY"),
    "closed, PBES2": (
        sequence(sequence(PBES2, value(4, b"\1" * 9)), LONG),
        Kind.ENCRYPTED_KEY,
        "ENCRYPTED PRIVATE KEY",
    ),
    "a bundle": (sequence(SIGNED, LONG), Kind.BUNDLE, "PKCS7"),
    "a certificate": (
        sequence(sequence(value(0xA0, b"\2\1\2"), LONG), LONG),
        Kind.CERTIFICATE,
        "CERTIFICATE",
    ),
    "one of the first version": (sequence(sequence(b"\2\2\7\7", LONG)), Kind.CERTIFICATE, "CERTIFICATE"),
    "a request": (sequence(sequence(ZERO, LONG), LONG), Kind.REQUEST, ""),
    "a public key": (sequence(sequence(RSA, b"\5\0"), LONG), Kind.PUBLIC_KEY, ""),
    "one of another company": (sequence(sequence(b"\6\3\x2b\x65\x70"), LONG), Kind.PUBLIC_KEY, ""),
    "PKCS #12": (sequence(THREE, sequence(DATA, LONG)), Kind.PFX, ""),
    "JKS": (b"\xfe\xed\xfe\xed\0\0\0\2", Kind.KEYSTORE, ""),
    "JCEKS": (b"\xce\xce\xce\xce\0\0\0\2", Kind.KEYSTORE, ""),
    "what is signed by nobody": (sequence(DATA, LONG), Kind.UNKNOWN, ""),
    "a list of lists": (sequence(sequence(LONG), LONG), Kind.UNKNOWN, ""),
    "no sequence": (b"\x31" + sequence(ZERO, sequence(RSA), LONG)[1:], Kind.UNKNOWN, ""),
    "one byte": (b"\x30", Kind.UNKNOWN, ""),
    "an empty sequence": (b"\x30\0", Kind.UNKNOWN, ""),
    "other bytes": (b"\0\xff\xfe", Kind.UNKNOWN, ""),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "kind", "label"), STRUCTURES.values(), ids=STRUCTURES)
def test_bytes_are_known_by_their_structure(raw: bytes, kind: Kind, label: str) -> None:
    assert keyfiles.parts(raw) == [Part(kind, pem(label, raw) if label else "", raw)]


@pytest.mark.parametrize("name", ["PKCS #8", "a certificate", "a bundle", "a public key"])
def test_bare_base64_is_the_bytes_that_it_says(name: str) -> None:
    raw = STRUCTURES[name][0]
    for text in (
        base64.encodebytes(raw),
        b" \n" + base64.b64encode(raw) + b" \n",
        base64.b64encode(raw).rstrip(b"="),
        base64.b64encode(raw).rstrip(b"=") + b"==",
        "\u200e".encode() + base64.b64encode(raw),
    ):
        assert keyfiles.parts(text) == keyfiles.parts(raw)


def test_base64_that_nobody_can_read_is_no_file_of_keys() -> None:
    for data in (b"AAAAA", b"MII.", b"MIIB " * 20 + b"M"):
        assert keyfiles.parts(data) == [Part(Kind.UNKNOWN, "", data)]


LABELS = {
    "CERTIFICATE": Kind.CERTIFICATE,
    "CERTIFICATE REQUEST": Kind.REQUEST,
    "PKCS7": Kind.BUNDLE,
    "PUBLIC KEY": Kind.PUBLIC_KEY,
    "ENCRYPTED PRIVATE KEY": Kind.ENCRYPTED_KEY,
    "OPENSSH PRIVATE KEY": Kind.OPENSSH_KEY,
    "PKCS12": Kind.PFX,
    "RSA PRIVATE KEY": Kind.KEY,
    "PRIVATE KEY": Kind.KEY,
    "X509 CRL": Kind.UNKNOWN,
}
RAW = sequence(LONG)


@pytest.mark.parametrize(("label", "kind"), LABELS.items())
def test_pem_is_known_by_its_label_and_handed_on_clean(label: str, kind: Kind) -> None:
    clean = pem(label, RAW)
    for text in (
        clean,
        f"  {clean}\n",
        clean.replace("\n", "\\r\\n"),
        clean.replace("\n", "\\n\\r"),
    ):
        assert keyfiles.parts(text.encode()) == [Part(kind, clean, RAW)]


@pytest.mark.parametrize("label", ["X509 CERTIFICATE", "TRUSTED CERTIFICATE"])
@pytest.mark.parametrize("size", [3, 0x7F, 0x80, 300, 70_000])
def test_a_certificate_ends_where_its_first_value_does(label: str, size: int) -> None:
    raw = value(0x30, bytes(size))
    text = pem(label, raw + b"\x30\3\2\1\1")
    assert keyfiles.parts(text.encode()) == [Part(Kind.CERTIFICATE, pem("CERTIFICATE", raw), raw)]


def test_a_certificate_with_an_impossible_length_stays_as_it_is() -> None:
    for raw in (b"\x30", b"\x30\x85\0\0\0\0\1abc", b"\x30\x84\0\0\0\1a"):
        assert keyfiles.parts(pem("CERTIFICATE", raw).encode())[0].der == raw


def test_a_length_may_be_written_with_more_bytes_than_it_needs() -> None:
    text = pem("CERTIFICATE", b"\x30\x84\0\0\0\1abc")
    assert keyfiles.parts(text.encode())[0].der == b"\x30\x84\0\0\0\1a"


def test_how_an_older_key_is_encrypted_stays_with_it() -> None:
    headers = ("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-256-CBC,0011AABB")
    text = pem("RSA PRIVATE KEY", RAW, *headers)
    assert keyfiles.parts(text.encode()) == [Part(Kind.ENCRYPTED_KEY, text, RAW)]
    crlf = text.replace("\n", "\r\n")
    assert keyfiles.parts(crlf.encode()) == [Part(Kind.ENCRYPTED_KEY, text, RAW)]


def test_other_headers_are_no_part_of_a_key() -> None:
    text = pem("RSA PRIVATE KEY", RAW, "Proc-Type: 4,MIC-ONLY", "Comment: my key", "X-Of: me")
    clean = pem("RSA PRIVATE KEY", RAW, "Proc-Type: 4,MIC-ONLY")
    assert keyfiles.parts(text.encode()) == [Part(Kind.KEY, clean, RAW)]


def test_blocks_come_in_their_order_and_what_is_broken_is_passed_over() -> None:
    key, certificate = pem("PRIVATE KEY", RAW), pem("CERTIFICATE", RAW)
    empty = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"
    for text in (
        f"{key}\n{certificate}",
        f"{key} {certificate} -----BEGIN PUBLIC KEY-----",
        f"-----BEGIN PUBLIC KEY-----\n{key}\n{empty}\n{certificate}",
        f"-----END PRIVATE KEY-----\n{key}\n{certificate}\n{empty}",
        f"{key}\n-----END CERTIFICATE-----\n{certificate}",
    ):
        kinds = [part.kind for part in keyfiles.parts(text.encode())]
        assert kinds == [Kind.KEY, Kind.CERTIFICATE], text


def test_a_block_within_another_is_no_part_of_its_own() -> None:
    text = pem("PRIVATE KEY", RAW).replace("\n", "\n-----BEGIN PRIVATE KEY-----\n", 1)
    text += "\n" + pem("CERTIFICATE", RAW)
    kinds = [part.kind for part in keyfiles.parts(text.encode())]
    assert kinds == [Kind.KEY, Kind.CERTIFICATE]


def test_a_file_is_called_by_its_key_wherever_that_stands() -> None:
    certificate = pem("CERTIFICATE", RAW)
    for label in ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"):
        key = pem(label, RAW)
        for text in (certificate + key, key + certificate):
            assert keyfiles.kind_of(text.encode()) is LABELS[label]
    assert keyfiles.kind_of((certificate + pem("PUBLIC KEY", RAW)).encode()) is Kind.CERTIFICATE


def test_every_encoding_of_editors_is_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        assert keyfiles.text_of("clé".encode(encoding)) == "clé"
    assert keyfiles.text_of(b"\xfe\xff" + "clé".encode("utf-16-be")) == "clé"
    assert keyfiles.text_of("clé".encode("utf-16") + b"x") == "clé\ufffd"


def test_bytes_with_zeros_at_their_beginning_are_no_text_unless_pem_is_in_them() -> None:
    assert keyfiles.text_of(b"\xff" * 63 + b"\0") is None
    assert keyfiles.text_of(b"\xe9" * 64 + b"\0") == "é" * 64 + "\0"
    assert keyfiles.text_of(b"\xe9\0-----BEGIN") == "é\0-----BEGIN"


def test_more_than_the_largest_file_is_not_read() -> None:
    text = pem("CERTIFICATE", RAW).encode()
    room = keyfiles.LARGEST - len(text)
    assert keyfiles.kind_of(b"\n" * room + text) is Kind.CERTIFICATE
    assert keyfiles.kind_of(b"\n" * (room + 5) + text) is Kind.UNKNOWN


WORDS = {
    "\ufeff PuTTY-User-Key-File-2: ssh-rsa\n": Kind.PUTTY_KEY,
    "\u200ePuTTY-User-Key-File-3: ssh-rsa": Kind.PUTTY_KEY,
    "  ssh-rsa AAAAB3Nza hub@server": Kind.PUBLIC_KEY,
    "ssh-ed25519 AAAAC3Nza": Kind.PUBLIC_KEY,
    "ecdsa-sha2-nistp256 AAAAE2Vj": Kind.PUBLIC_KEY,
    '{"kty": "RSA"}': Kind.XML_KEY,
    '{"type": "service_account", "private_key": ""}': Kind.XML_KEY,
    "<RSAKeyValue><Modulus>": Kind.XML_KEY,
    " " * 500 + '{"kty": "RSA"}': Kind.XML_KEY,
    '{"x": "' + " " * 400 + '", "kty": "RSA"}': Kind.UNKNOWN,
    '"C:\\Users\\Ann Lee\\hub.pfx"\r\n': Kind.PATH,
    "‘~/hub.KEY’": Kind.PATH,
    "\\\\server\\share\\hub": Kind.PATH,
    "keys/hub.p12": Kind.PATH,
    "../hub": Kind.PATH,
    "/etc/hub.pem\n/etc/other.pem": Kind.UNKNOWN,
    "/" + "a" * 298: Kind.PATH,
    "/" + "." * 299: Kind.UNKNOWN,
    "my ssh-rsa AAAAB3Nza": Kind.UNKNOWN,
    "a sentence about hub.pem": Kind.UNKNOWN,
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), WORDS.items())
def test_texts_without_pem_are_known_by_their_words(text: str, kind: Kind) -> None:
    data = text.encode()
    assert keyfiles.parts(data) == [Part(kind, "", data)]


def test_a_part_never_shows_what_is_in_it() -> None:
    assert repr(keyfiles.parts(pem("PRIVATE KEY", RAW).encode())) == "[Part(<Kind.KEY: 'key'>)]"
