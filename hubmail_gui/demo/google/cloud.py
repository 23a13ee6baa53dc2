"""The stand-in for Google: token service and Gmail API under one address of loopback.

It speaks the wire format that Google documents, for trials and for tests. It proves what the program
does with such answers, never what Google's services will answer.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from hubmail_gui.demo import standin
from hubmail_gui.demo.google import errors
from hubmail_gui.demo.replies import Reply, Request, document

if TYPE_CHECKING:
    import ssl

ACCOUNT = "hub-mail@example-project.iam.gserviceaccount.com"
CLIENT = "104938217465738291045"
SMTP_SCOPE = "https://mail.google.com/"
SEND_SCOPE = "https://www.googleapis.com/auth/gmail.send"
SECONDS = 3599
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Stage(StrEnum):
    """The requests that the stand-in knows."""

    TOKEN = "google-token"
    GMAIL = "gmail"


_PATHS: standin.Paths = {
    Stage.TOKEN: ("POST", re.compile("/token")),
    Stage.GMAIL: ("POST", re.compile("/gmail/v1/users/([^/]+)/messages/send")),
}


class StandIn(standin.StandIn):
    """Token service and Gmail API of one organisation with one service account.

    Args:
        context: makes the server's TLS context, when the first connection needs it.
        users: the main addresses of the organisation's users.
        take: told of every mail that the Gmail API accepts.

    Attributes:
        users: may be changed at any time.
        granted: the scopes that domain-wide delegation names.
        key_id: the key that the service account has.
        api: whether the Gmail API is switched on in the project.
    """

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        users: set[str],
        take: Callable[[bytes], None] = lambda _mail: None,
    ) -> None:
        super().__init__(context, _PATHS)
        self.users = users
        self.granted = {SMTP_SCOPE, SEND_SCOPE}
        self.key_id = secrets.token_hex(20)
        self.api = True
        self._take = take
        self._tokens: dict[str, tuple[str, str]] = {}

    def key_file(self, **changed: object) -> str:
        """The service account's key as the Google Cloud console gives it, changed where asked."""
        from cryptography.hazmat.primitives import serialization

        pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        content = {
            "type": "service_account",
            "project_id": "example-project",
            "private_key_id": self.key_id,
            "private_key": pem,
            "client_email": ACCOUNT,
            "client_id": CLIENT,
            "token_uri": "https://oauth2.googleapis.com/token",
            "universe_domain": "googleapis.com",
        }
        return json.dumps({**content, **changed}, indent=2)

    def admits(self, user: str, token: str) -> bool:
        """Whether Gmail takes mail over SMTP from ``user`` with this token (XOAUTH2)."""
        return self._tokens.get(token) == (user, SMTP_SCOPE)

    def judged(self, stage: str | None, request: Request, name: str) -> Reply:
        """What Google would answer."""
        if stage == Stage.TOKEN:
            return self._token(request)
        if stage == Stage.GMAIL:
            return self._send(request, name)
        return errors.api(404, "NOT_FOUND", "notFound", "Requested entity was not found.")

    @cached_property
    def _key(self) -> Any:  # noqa: ANN401 - an RSA key of cryptography's
        from cryptography.hazmat.primitives.asymmetric import rsa

        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    # ------------------------------------------------------------ the token service

    def _token(self, request: Request) -> Reply:
        """https://developers.google.com/identity/protocols/oauth2/service-account#httprest."""
        form = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        if form.get("grant_type") != _GRANT:
            return errors.token("unsupported_grant_type", "Invalid grant_type: ")
        claims = self._claims(form.get("assertion", ""))
        if isinstance(claims, Reply):
            return claims
        refusal = self._refusal(claims, f"{request.origin}/token")
        if refusal is not None:
            return refusal
        token = f"ya29.{secrets.token_urlsafe(96)}"
        self._tokens[token] = (claims["sub"], claims["scope"])
        return document({"access_token": token, "expires_in": SECONDS, "token_type": "Bearer"})

    def _claims(self, assertion: str) -> dict[str, Any] | Reply:
        """The claims of an assertion that was signed with the account's key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        signed, _dot, signature = assertion.rpartition(".")
        try:
            head, claims = (json.loads(_decoded(part)) for part in signed.split("."))
            self._key.public_key().verify(
                _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return errors.token("invalid_grant", "Invalid JWT Signature.")
        except ValueError:
            return errors.token("invalid_grant", "Bad Request")
        if head.get("alg") != "RS256" or head.get("kid") not in (None, self.key_id):
            return errors.token("invalid_grant", "Invalid JWT Signature.")
        found: dict[str, Any] = claims
        return found

    def _refusal(self, claims: dict[str, Any], address: str) -> Reply | None:
        now = time.time()
        if claims.get("iss") != ACCOUNT:
            return errors.token("invalid_grant", "Invalid grant: account not found")
        if claims.get("aud") != address:
            return errors.token("invalid_grant", "Invalid JWT: Failed audience check.")
        if not (now - 600 <= claims.get("iat", 0) <= now + 600) or claims.get("exp", 0) < now:
            return errors.clock()
        if claims.get("sub") not in self.users:
            return errors.token("invalid_grant", "Invalid email or User ID")
        if claims.get("scope") not in {SMTP_SCOPE, SEND_SCOPE}:
            return errors.token(
                "invalid_scope", "Invalid OAuth scope or ID token audience provided."
            )
        return None if claims["scope"] in self.granted else errors.delegation()

    # ------------------------------------------------------------ the Gmail API

    def _send(self, request: Request, name: str) -> Reply:
        """https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        user, scope = self._tokens.get(token, ("", ""))
        if not user:
            return errors.api(401, "UNAUTHENTICATED", "authError", "Invalid Credentials")
        if not self.api:
            return errors.api_disabled()
        if scope != SEND_SCOPE and scope != SMTP_SCOPE:
            return errors.scope()
        if name not in ("me", user):
            words = f"Delegation denied for {user}"
            return errors.api(403, "PERMISSION_DENIED", "forbidden", words)
        try:
            raw = base64.urlsafe_b64decode(json.loads(request.body)["raw"])
        except (ValueError, KeyError, TypeError):
            words = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"
            return errors.api(400, "INVALID_ARGUMENT", "invalidArgument", words)
        head = raw.partition(b"\r\n\r\n")[0].lower()
        if not re.search(rb"^(to|cc|bcc):", head, re.MULTILINE):
            words = "Recipient address required"
            return errors.api(400, "INVALID_ARGUMENT", "invalidArgument", words)
        self._take(raw)
        identifier = secrets.token_hex(8)
        return document({"id": identifier, "threadId": identifier, "labelIds": ["SENT"]})


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
