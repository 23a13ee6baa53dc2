"""Graph of the stand-in: ``POST /users/{id}/sendMail``, and who may use a mailbox.

https://learn.microsoft.com/graph/api/user-sendmail
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from hubmail_gui.demo.microsoft import graph_schema
from hubmail_gui.demo.microsoft.directory import GRAPH, Directory
from hubmail_gui.demo.microsoft.errors import graph_error
from hubmail_gui.demo.microsoft.tokens import Tokens
from hubmail_gui.demo.replies import Reply, Request

LARGEST = 4 * 1024 * 1024
_APPLICATION = "00000003-0000-0000-c000-000000000000"
_RECIPIENTS = ("toRecipients", "ccRecipients", "bccRecipients")


class SendMail:
    """Checks a request to send as strictly as Microsoft's pages describe it.

    Args:
        directory: who exists and may do what.
        tokens: knows the tokens that count.
        take: told of every mail that is accepted.
    """

    def __init__(self, directory: Directory, tokens: Tokens, take: Callable[[bytes], None]) -> None:
        self._directory = directory
        self._tokens = tokens
        self._take = take

    def answer(self, request: Request, user: str) -> Reply:
        """202 with an empty body, or why not."""
        return (
            self.refusal(request, user, "Mail.Send")
            or self._body_problem(request, user)
            or self._accept(request)
        )

    def refusal(self, request: Request, user: str, role: str) -> Reply | None:
        """Why whoever asks may not do with the mailbox what ``role`` allows; None: they may."""
        return self._token_problem(request, role) or self._mailbox_problem(request, user)

    def _token_problem(self, request: Request, role: str) -> Reply | None:
        scheme, _blank, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return _unauthorised(request, "Access token is empty.")
        claims = self._tokens.read(token)
        if claims is None:
            return _unauthorised(request, "Signature is invalid.")
        if claims["exp"] < time.time():
            return _unauthorised(request, "Lifetime validation failed, the token is expired.")
        if claims["aud"] not in (GRAPH, _APPLICATION, request.origin):
            return _unauthorised(request, "Access token validation failure. Invalid audience.")
        if claims["tid"] != self._directory.tenant:
            text = f"The tenant for tenant guid '{claims['tid']}' does not exist."
            return graph_error(request, "OrganizationFromTenantGuidNotFound", text, 404)
        return self._role_problem(request, claims, role)

    def _role_problem(self, request: Request, claims: Mapping[str, Any], role: str) -> Reply | None:
        by_rbac = self._directory.by_rbac and role == "Mail.Send"
        if role in claims["roles"] or by_rbac:
            return None
        text = "Access is denied. Check credentials and try again."
        return graph_error(request, "ErrorAccessDenied", text, 403)

    def _mailbox_problem(self, request: Request, user: str) -> Reply | None:
        known = self._directory
        if user.lower() not in known.mailboxes:
            text = f"The requested user '{user}' is invalid."
            return graph_error(request, "ErrorInvalidUser", text, 404)
        if known.allowed is not None and user.lower() not in known.allowed:
            text = (
                "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly"
                " AccessPolicy settings."
            )
            return graph_error(request, "ErrorAccessDenied", text, 403)
        return None

    def _body_problem(self, request: Request, user: str) -> Reply | None:
        if len(request.body) > LARGEST:
            text = "The maximum request length supported is 4MB."
            return graph_error(request, "BadRequest", text, 413)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/plain":
            return _mime_problem(request)
        if kind != "application/json":
            text = "The content type is not supported."
            return graph_error(request, "UnsupportedMediaType", text, 415)
        try:
            document = json.loads(request.body)
            graph_schema.check(document)
        except ValueError:
            text = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."
            return graph_error(request, "BadRequest", text)
        except graph_schema.SchemaError as error:
            return graph_error(request, error.code, error.text)
        return self._message_problem(request, document["message"], user)

    def _message_problem(
        self, request: Request, message: dict[str, Any], user: str
    ) -> Reply | None:
        named = [one for key in _RECIPIENTS for one in message.get(key) or []]
        if not named:
            text = "At least one recipient is required."
            return graph_error(request, "ErrorInvalidRecipients", text)
        for one in named:
            address = one["emailAddress"]["address"]
            if "@" not in address or " " in address:
                text = f"At least one recipient isn't valid., Recipient \"{address}\" isn't resolved. All recipients must be resolved before a message can be submitted."
                return graph_error(request, "ErrorInvalidRecipients", text)
        author = (message.get("from") or {}).get("emailAddress", {}).get("address", user)
        if author.lower() != user.lower():
            text = "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message."
            return graph_error(request, "ErrorSendAsDenied", text, 403)
        return None

    def _accept(self, request: Request) -> Reply:
        kind = request.headers["content-type"]
        mime = kind.startswith("text/plain")
        self._take(base64.b64decode(request.body) if mime else request.body)
        return Reply(202, b"", {"request-id": str(uuid4())})


def _unauthorised(request: Request, text: str) -> Reply:
    return graph_error(request, "InvalidAuthenticationToken", text, 401)


def _mime_problem(request: Request) -> Reply | None:
    try:
        base64.b64decode(request.body, validate=True)
    except binascii.Error:
        text = "Invalid base64 string for MIME content."
        return graph_error(request, "ErrorMimeContentInvalidBase64String", text)
    return None
