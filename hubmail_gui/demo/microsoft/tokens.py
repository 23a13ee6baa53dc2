"""Access tokens of the stand-in: as Microsoft's look, signed by and for the stand-in alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any

SECONDS = 3599


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes of :func:`encoded`.

    Raises:
        ValueError: it is no base64url.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class Tokens:
    """Issues tokens and knows them again."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def issue(
        self, tenant: str, application: str, audience: str, roles: Iterable[str], **changed: object
    ) -> str:
        """A token with the claims of Entra's version 1.0 tokens for applications; all made up.

        https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
        """
        now = int(time.time())
        claims: dict[str, object] = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + SECONDS,
            "appid": application,
            "appidacr": "1",
            "idtyp": "app",
            "roles": list(roles),
            "tid": tenant,
            "uti": secrets.token_urlsafe(16),
            "ver": "1.0",
        }
        claims.update(changed)
        head = {"typ": "JWT", "alg": "HS256", "kid": "stand-in"}
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        return f"{signed}.{self._signature(signed)}"

    def read(self, token: str) -> Mapping[str, Any] | None:
        """The claims of a token that was issued here; None for any other."""
        signed, _dot, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        claims: Mapping[str, Any] = json.loads(decoded(signed.split(".")[1]))
        return claims

    def _signature(self, signed: str) -> str:
        return encoded(hmac.new(self._key, signed.encode(), hashlib.sha256).digest())
