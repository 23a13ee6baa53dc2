"""Checks the signed statement by which an application proves that it has its private key.

https://learn.microsoft.com/entra/identity-platform/certificate-credentials
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hubmail_gui.demo.microsoft.tokens import decoded

# How far a clock may be off.
_LEEWAY = 300


class RefusedError(Exception):
    """The assertion is not accepted: an AADSTS number and Microsoft's kind of words."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number
        self.text = text


def check(assertion: str, application: str, audience: str, certificates: Sequence[str]) -> None:
    """Accept ``assertion``, or say why not.

    Args:
        assertion: a JWT (RFC 7523).
        application: who it has to be from and about.
        audience: the token end point, whom it has to be for.
        certificates: PEM text of those that were uploaded for the application.

    Raises:
        RefusedError: it proves nothing.
    """
    try:
        signed, _dot, signature = assertion.rpartition(".")
        head, claims = (json.loads(decoded(part)) for part in signed.split("."))
        raw = decoded(signature)
    except ValueError:
        raise RefusedError(50027, "JWT token is invalid or malformed.") from None
    _check_signature(head, signed.encode(), raw, certificates)
    if claims.get("iss") != application or claims.get("sub") != application:
        raise RefusedError(700021, "Client assertion application identifier doesn't match.")
    if claims.get("aud") != audience:
        text = "Client assertion audience claim does not match Realm issuer."
        raise RefusedError(700023, text)
    _check_time(claims)


def _check_signature(
    head: dict[str, Any], signed: bytes, signature: bytes, certificates: Sequence[str]
) -> None:
    paddings = {
        "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
        "RS256": padding.PKCS1v15(),
    }
    used = paddings.get(str(head.get("alg")))
    if used is None or head.get("typ") != "JWT":
        raise RefusedError(50027, "JWT token is invalid or malformed.")
    certificate = _named(head, certificates)
    key = certificate.public_key()
    try:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, signed, used, hashes.SHA256())
    except InvalidSignature:
        raise _unproven("The key used is not valid", certificate) from None
    now = time.time()
    if not _seconds(certificate)[0] <= now <= _seconds(certificate)[1]:
        raise _unproven("The key used is expired.", certificate)


def _named(head: dict[str, Any], certificates: Sequence[str]) -> x509.Certificate:
    known = [x509.load_pem_x509_certificate(one.encode()) for one in certificates]
    for name, digest in (("x5t#S256", hashes.SHA256()), ("x5t", hashes.SHA1())):  # noqa: S303
        if name not in head:
            continue
        try:
            thumbprint = decoded(str(head[name]))
        except ValueError:
            break
        found = [one for one in known if one.fingerprint(digest) == thumbprint]
        if found:
            return found[0]
        raise RefusedError(
            700027,
            "The certificate with identifier used to sign the client assertion is not registered"
            " on application. [Reason - The key was not found., Thumbprint of key used by client:"
            f" '{thumbprint.hex().upper()}']",
        )
    raise RefusedError(50027, "JWT token is invalid or malformed.")


def _unproven(reason: str, certificate: x509.Certificate) -> RefusedError:
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a name
    start, end = (
        time.strftime("%m/%d/%Y %H:%M:%S", time.gmtime(one)) for one in _seconds(certificate)
    )
    return RefusedError(
        700027,
        "Client assertion failed signature validation. "
        f"[Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', Found key"
        f" 'Start={start}, End={end}']",
    )


def _seconds(certificate: x509.Certificate) -> tuple[float, float]:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return start.timestamp(), end.timestamp()


def _check_time(claims: dict[str, Any]) -> None:
    start: Any = claims.get("nbf", claims.get("iat"))
    end: Any = claims.get("exp")
    now = time.time()
    known = isinstance(start, int | float) and isinstance(end, int | float)
    if known and start - _LEEWAY <= now <= end + _LEEWAY:
        return
    raise RefusedError(
        700024,
        f"Client assertion is not within its valid time range. Current time: {_iso(now)},"
        f" assertion valid from {_iso(start)}, expiry time of assertion {_iso(end)}.",
    )


def _iso(seconds: Any) -> str:  # noqa: ANN401 - whatever the client put there
    if not isinstance(seconds, int | float):
        return "none"
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
