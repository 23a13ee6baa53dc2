"""Is there a usable key under a DKIM selector (RFC 6376 section 3.6.1)?"""

from __future__ import annotations

import base64
import binascii

from hubmail_gui.discovery.names import Names

# RFC 8301 section 3.2: verifiers take no RSA key below this.
_SHORTEST_RSA = 1024
_ED25519_LENGTH = 32


def has_key(domain: str, selector: str, names: Names) -> bool:
    """Whether receivers find a key there that they can use.

    Raises:
        Cancelled: stopping was asked for.
    """
    answer = names.texts(f"{selector}._domainkey.{domain}")
    return any(map(is_usable, answer.records))


def is_usable(text: str) -> bool:
    """Whether the record ``text`` holds a key that was not revoked and can be read."""
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        tags.setdefault(name.strip(), value.strip())
    if tags.get("v", "DKIM1") != "DKIM1":
        return False
    services = {one.strip() for one in tags.get("s", "*").split(":")}
    if not services & {"*", "email"}:
        return False
    try:
        raw = base64.b64decode("".join(tags.get("p", "").split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(raw) and _is_key(raw, tags.get("k", "rsa"))


def _is_key(raw: bytes, kind: str) -> bool:
    if kind == "ed25519":  # RFC 8463 section 4: the bare key
        return len(raw) == _ED25519_LENGTH
    if kind != "rsa":
        return False
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPublicKey) and key.key_size >= _SHORTEST_RSA
