"""The stand-in for Microsoft: identity service and Graph under one address of loopback.

It speaks the wire format that Microsoft documents, for trials and for tests. It proves what the
program does with such answers, never what Microsoft's services will answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from hubmail_gui.demo import standin
from hubmail_gui.demo.microsoft.directory import EXCHANGE, Directory
from hubmail_gui.demo.microsoft.graph_drafts import Drafts
from hubmail_gui.demo.microsoft.tokens import Tokens
from hubmail_gui.demo.standin import Answer as Answer

if TYPE_CHECKING:
    import ssl

    from hubmail_gui.demo.replies import Reply, Request

_EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"


class Stage(StrEnum):
    """The requests that the stand-in knows."""

    DISCOVERY = "discovery"
    TOKEN = "token"
    GRAPH = "graph"
    DRAFT = "draft"
    ATTACH = "attach"
    SESSION = "session"
    UPLOAD = "upload"
    SUBMIT = "submit"
    REMOVE = "remove"


_DRAFT = r"/v1\.0/users/([^/]+)/messages/([^/]+)"
_PATHS: standin.Paths = {
    Stage.DISCOVERY: ("GET", re.compile(r"/([^/]+)/v2\.0/\.well-known/openid-configuration")),
    Stage.TOKEN: ("POST", re.compile(r"/([^/]+)/oauth2/v2\.0/token")),
    Stage.GRAPH: ("POST", re.compile(r"/v1\.0/users/([^/]+)/sendMail")),
    Stage.DRAFT: ("POST", re.compile(r"/v1\.0/users/([^/]+)/messages")),
    Stage.ATTACH: ("POST", re.compile(_DRAFT + "/attachments")),
    Stage.SESSION: ("POST", re.compile(_DRAFT + "/attachments/createUploadSession")),
    Stage.UPLOAD: ("PUT", re.compile(r"/api/v2\.0/AttachmentSessions/([^/]+)")),
    Stage.SUBMIT: ("POST", re.compile(_DRAFT + "/send")),
    Stage.REMOVE: ("DELETE", re.compile(_DRAFT)),
}


class StandIn(standin.StandIn):
    """Identity service and Graph.

    Args:
        context: makes the server's TLS context, when the first connection needs it.
        directory: who exists and may do what.
        take: told of every mail that Graph accepts.

    Attributes:
        directory: may be changed at any time.
        tokens: issues the access tokens.
        drafts: mails that come in pieces.
    """

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        directory: Directory | None = None,
        take: Callable[[bytes], None] = lambda _mail: None,
    ) -> None:
        super().__init__(context, _PATHS)
        self.directory = directory or Directory()
        self.tokens = Tokens()
        self.drafts = Drafts(take)
        self._take = take

    def admits(self, user: str, token: str) -> bool:
        """Whether Exchange takes mail from ``user`` with this token (XOAUTH2)."""
        claims, known = self.tokens.read(token), self.directory
        return (
            claims is not None
            and claims["aud"] in (EXCHANGE, _EXCHANGE_ID)
            and claims["tid"] == known.tenant
            and ("SMTP.SendAsApp" in claims["roles"] or known.by_rbac)
            and user.lower() in (known.allowed or known.mailboxes)
        )

    def judged(self, stage: str | None, request: Request, name: str) -> Reply:
        """What Entra ID or Graph would answer."""
        from hubmail_gui.demo.microsoft import graph, identity
        from hubmail_gui.demo.microsoft.errors import graph_error

        match stage:
            case Stage.DISCOVERY:
                return identity.configuration(self.directory, request, name)
            case Stage.TOKEN:
                endpoint = identity.TokenEndpoint(self.directory, self.tokens)
                return endpoint.answer(request, name)
            case Stage.GRAPH:
                sending = graph.SendMail(self.directory, self.tokens, self._take)
                return sending.answer(request, name)
            case Stage.UPLOAD:
                return self.drafts.upload(request, name)
            case Stage.DRAFT | Stage.ATTACH | Stage.SESSION | Stage.SUBMIT | Stage.REMOVE:
                sending = graph.SendMail(self.directory, self.tokens, self._take)
                right = "Mail.Send" if stage is Stage.SUBMIT else "Mail.ReadWrite"
                refusal = sending.refusal(request, name, right)
                return refusal or self._drafted(stage, request)
        text = f"Resource not found for the segment '{request.path.rpartition('/')[2]}'."
        return graph_error(request, "BadRequest", text)

    def _drafted(self, stage: str, request: Request) -> Reply:
        match = _PATHS[stage][1].fullmatch(request.path)
        draft = match[2] if match and stage is not Stage.DRAFT else ""
        match stage:
            case Stage.ATTACH:
                return self.drafts.attach(request, draft)
            case Stage.SESSION:
                return self.drafts.announce(request, draft)
            case Stage.SUBMIT:
                return self.drafts.send(request, draft)
            case Stage.REMOVE:
                return self.drafts.remove(request, draft)
        return self.drafts.create(request)
