"""Files of keys and certificates, recognised before they are judged: what each is, in what dress.

Pure functions over bytes. PEM is read as people have it: indented, quoted, with the line ends of
any system or none, with what ``openssl`` writes around it (RFC 7468 allows text there).
"""

from __future__ import annotations

import base64
import binascii
import re
from enum import StrEnum
from typing import NamedTuple

from hubmail_gui.core import pasted
from hubmail_gui.core.texts import N_

LARGEST = 1024 * 1024

_DASHES = r"[-\u2010-\u2015\u2212]{1,5}"
_BEGIN = re.compile(rf"{_DASHES} ?BEGIN ([A-Z0-9 ]{{1,40}}?) ?{_DASHES}(?![-\u2010-\u2015])")
# Files that were put together without a line end go on with the dashes of the next beginning.
_END = re.compile(rf"{_DASHES} ?END ([A-Z0-9 ]{{1,40}}?) ?{_DASHES}")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")
_HEADER = re.compile(r"(Proc-Type|DEK-Info|Comment|Subject|X-[\w-]{1,40}): ?([^\r\n]{0,200})")
_BARE = re.compile(r"[A-Za-z0-9+/\s]++(?:={1,2}\s*)?")
_PATH = re.compile(
    r"(?:~?/|[A-Za-z]:[\\/]|\\\\|file:|\.{1,2}[\\/])\S.*|[^\s/\\]+(?:[\\/][^\s/\\]+)*"
    r"\.(?:pem|key|crt|cer|der|pfx|p12|p7b|p7c|p8|jks|csr|txt|ppk|pub)",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a file or a part of it is."""

    KEY = "key"
    ENCRYPTED_KEY = "encrypted-key"
    OPENSSH_KEY = "openssh-key"
    CERTIFICATE = "certificate"
    REQUEST = "request"
    PUBLIC_KEY = "public-key"
    BUNDLE = "bundle"
    PFX = "pfx"
    PUTTY_KEY = "putty-key"
    KEYSTORE = "keystore"
    XML_KEY = "xml-key"
    PATH = "path"
    UNKNOWN = "unknown"


# How a sentence names each ("This is …").
NAMES: dict[Kind, str] = {
    Kind.KEY: N_("a private key"),
    Kind.ENCRYPTED_KEY: N_("a private key under a passphrase"),
    Kind.OPENSSH_KEY: N_("a private key of OpenSSH"),
    Kind.CERTIFICATE: N_("a certificate"),
    Kind.REQUEST: N_("a certificate request (CSR)"),
    Kind.PUBLIC_KEY: N_("a public key"),
    Kind.BUNDLE: N_("a bundle of certificates (P7B, PKCS #7)"),
    Kind.PFX: N_("a PFX file (PKCS #12)"),
    Kind.PUTTY_KEY: N_("a private key of PuTTY (PPK)"),
    Kind.KEYSTORE: N_("a Java keystore (JKS)"),
    Kind.XML_KEY: N_("a key in XML or JSON form"),
    Kind.PATH: N_("the name of a file"),
}

_LABELS = {
    "CERTIFICATE": Kind.CERTIFICATE,
    "X509 CERTIFICATE": Kind.CERTIFICATE,
    "TRUSTED CERTIFICATE": Kind.CERTIFICATE,
    "CERTIFICATE REQUEST": Kind.REQUEST,
    "NEW CERTIFICATE REQUEST": Kind.REQUEST,
    "PKCS7": Kind.BUNDLE,
    "CMS": Kind.BUNDLE,
    "PUBLIC KEY": Kind.PUBLIC_KEY,
    "RSA PUBLIC KEY": Kind.PUBLIC_KEY,
    "SSH2 PUBLIC KEY": Kind.PUBLIC_KEY,
    "ENCRYPTED PRIVATE KEY": Kind.ENCRYPTED_KEY,
    "OPENSSH PRIVATE KEY": Kind.OPENSSH_KEY,
    "PKCS12": Kind.PFX,
}


class Part(NamedTuple):
    """One thing in a file.

    Attributes:
        kind: what it is.
        pem: the same as clean PEM text where it was such, or could be written so; else empty.
        der: its bytes.
    """

    kind: Kind
    pem: str
    der: bytes

    def __repr__(self) -> str:
        """Without what may be a key."""
        return f"Part({self.kind!r})"


def parts(data: bytes) -> list[Part]:
    """Everything that is in a file, in its order; never fails, and never empty."""
    data = data[:LARGEST]
    text = text_of(data)
    if text is not None:
        if found := _blocks(text):
            return found
        kind = _by_words(text)
        if kind is not None:
            return [Part(kind, "", data)]
        bare = text.strip(pasted.EDGES)
        if _BARE.fullmatch(bare) and (raw := _decoded(bare)):
            return [_binary(raw)]
    return [_binary(data)]


def text_of(data: bytes) -> str | None:
    """The text that a file holds, in any encoding that editors use; None where it is binary."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1") if b"-----BEGIN" in data or b"\0" not in data[:64] else None


def kind_of(data: bytes) -> Kind:
    """What a file is in one word: a key before the certificates beside it."""
    found = [one.kind for one in parts(data)]
    keys = (Kind.KEY, Kind.ENCRYPTED_KEY, Kind.OPENSSH_KEY)
    return next((kind for kind in found if kind in keys), found[0])


def _blocks(text: str) -> list[Part]:
    """The PEM blocks in a text, each once through it however many begin and never end."""
    if "\\n" in text:
        # Out of a JSON file or a variable of the environment.
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\r", "\n")
    ends = list(_END.finditer(text))
    found: list[Part] = []
    position = index = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < position:
            continue
        while index < len(ends) and ends[index].start() < begin.end():
            index += 1
        if index == len(ends):
            break
        if ends[index][1] == begin[1]:
            part = _part(begin[1], text[begin.end() : ends[index].start()])
            found += [part] if part else []
            position = ends[index].end()
    return found


def _part(label: str, body: str) -> Part | None:
    headers = dict(_HEADER.findall(body))
    content = _HEADER.sub("", body)
    raw = _decoded(_NOT_BASE64.sub("", content))
    if not raw:
        return None
    kind = _LABELS.get(label)
    if kind is None:
        kind = Kind.KEY if label.endswith("PRIVATE KEY") else Kind.UNKNOWN
    if kind is Kind.KEY and "ENCRYPTED" in headers.get("Proc-Type", ""):
        kind = Kind.ENCRYPTED_KEY
    if kind is Kind.CERTIFICATE:
        # OpenSSL's "trusted" form has more behind the certificate itself.
        label, raw = "CERTIFICATE", _first_value(raw)
    return Part(kind, _pem(label, raw, headers), raw)


def _pem(label: str, raw: bytes, headers: dict[str, str] | None = None) -> str:
    kept = [f"{name}: {(headers or {})[name].strip()}" for name in _KEPT if name in (headers or {})]
    encoded = base64.b64encode(raw).decode()
    lines = [encoded[start : start + 64] for start in range(0, len(encoded), 64)]
    inside = [*kept, "", *lines] if kept else lines
    return "\n".join([f"-----BEGIN {label}-----", *inside, f"-----END {label}-----"])


_KEPT = ("Proc-Type", "DEK-Info")  # RFC 1421: how a key of the older form is encrypted


def _decoded(text: str) -> bytes:
    digits = _NOT_BASE64.sub("", text).rstrip("=")
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _first_value(raw: bytes) -> bytes:
    """The first ASN.1 value, without what follows it (X.690 section 8.1.3)."""
    if len(raw) < 2 or raw[1] < 0x80:
        return raw[: 2 + raw[1]] if len(raw) > 1 else raw
    count = raw[1] & 0x7F
    length = int.from_bytes(raw[2 : 2 + count], "big")
    return raw[: 2 + count + length] if count <= 4 else raw


def _by_words(text: str) -> Kind | None:
    """What a text without PEM says of itself."""
    start = text.lstrip(pasted.EDGES)[:400]
    if start.startswith("PuTTY-User-Key-File"):
        return Kind.PUTTY_KEY
    if re.match(r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S{1,40}) AAAA", start):
        return Kind.PUBLIC_KEY
    if re.search(r'<RSAKeyValue>|"kty"|"private_key"', start):
        return Kind.XML_KEY
    one_line = start.strip(pasted.EDGES + pasted.QUOTES)
    if len(text) < 300 and "\n" not in one_line and _PATH.fullmatch(one_line):
        return Kind.PATH
    return None


def _binary(raw: bytes) -> Part:
    """What bytes are by their outermost structure; nothing is decrypted."""
    if raw[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):
        return Part(Kind.KEYSTORE, "", raw)
    if raw[:1] != b"\x30":  # every other form is an ASN.1 sequence
        return Part(Kind.UNKNOWN, "", raw)
    inside = _content(raw)
    if inside[:3] == b"\x02\x01\x03":
        return Part(Kind.PFX, "", raw)
    if inside[:3] in (b"\x02\x01\x00", b"\x02\x01\x01"):
        # PKCS #8 goes on with the algorithm, PKCS #1 with the modulus.
        label = "PRIVATE KEY" if inside[3:4] == b"\x30" else "RSA PRIVATE KEY"
        label = "EC PRIVATE KEY" if inside[3:4] == b"\x04" else label
        return Part(Kind.KEY, _pem(label, raw), raw)
    if inside[:11] == b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02":  # signedData, RFC 5652
        return Part(Kind.BUNDLE, _pem("PKCS7", raw), raw)
    return _of_sequence(raw, _content(inside))


def _of_sequence(raw: bytes, inside: bytes) -> Part:
    """What begins with a sequence in a sequence, by what that one begins with."""
    if inside[:1] == b"\x06":
        if inside[2:9] == b"\x2a\x86\x48\x86\xf7\x0d\x01" and inside[9:10] in (b"\x05", b"\x0c"):
            return Part(Kind.ENCRYPTED_KEY, _pem("ENCRYPTED PRIVATE KEY", raw), raw)
        return Part(Kind.PUBLIC_KEY, "", raw)
    if inside[:3] == b"\x02\x01\x00":
        return Part(Kind.REQUEST, "", raw)
    if inside[:1] in (b"\xa0", b"\x02"):
        return Part(Kind.CERTIFICATE, _pem("CERTIFICATE", raw), raw)
    return Part(Kind.UNKNOWN, "", raw)


def _content(raw: bytes) -> bytes:
    """What is inside the outermost ASN.1 value."""
    if len(raw) < 2:
        return b""
    return raw[2 + (raw[1] & 0x7F) :] if raw[1] >= 0x80 else raw[2:]
