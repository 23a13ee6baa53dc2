"""The stand-ins to which the mails of the proof go, with the settings that lead to them."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

from hubmail_gui.demo.microsoft import errors, graph
from hubmail_gui.demo.microsoft.cloud import Stage, StandIn
from hubmail_gui.demo.replies import Ending, Reply, Request
from tests.cli.program import SECRET
from tests.relay.proof import Taken, number_of, way
from tests.servers.loopback import closed_port
from tests.servers.microsoft import authority, server_context


class Route(ABC):
    """A stand-in with the settings that lead to it."""

    def __init__(self) -> None:
        self.taken = Taken()

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """The settings."""

    @abstractmethod
    def secret(self) -> str:
        """Their secret."""

    @abstractmethod
    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers until the block ends."""


class Server:
    """Answers the commands of one mail server."""

    def __init__(self, taken: Taken, cloud: StandIn | None) -> None:
        self._taken = taken
        self._cloud = cloud

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        given = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
        if given is MISSING or self._cloud is None:
            return AuthResult(success=False, handled=False)
        parts = dict(one.split("=", 1) for one in given.decode().split("\1") if "=" in one)
        token = parts["auth"].removeprefix("Bearer ")
        return AuthResult(success=self._cloud.admits(parts["user"], token))

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        match way(number_of(address.encode())):
            case "recipient for now":
                return "451 4.7.1 Greylisted"
            case "recipient for good":
                return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        number = number_of(envelope.rcpt_tos[0].encode())
        kind = way(number)
        match kind:
            case "mail for now":
                return "452 4.3.1 Insufficient system storage"
            case "mail for good":
                return "554 5.7.1 Message rejected"
        if kind != "broken off":
            self._taken.note(number)
        if kind.endswith("broken off"):
            transport: Any = server.transport
            transport.abort()
        return "250 2.0.0 Ok: queued"


class _Long(SMTP):
    line_length_limit = 16 * 1024


class _Controller(Controller):
    def factory(self) -> SMTP:
        made = _Long(self.handler, **self.SMTP_kwargs)
        made.command_size_limits["AUTH"] = 16 * 1024
        return made


class SmtpRoute(Route):
    """A mail server with STARTTLS, by password or by the tokens of a stand-in's service."""

    def __init__(self, *, tokens: bool) -> None:
        super().__init__()
        self.port = closed_port()
        self._cloud = StandIn(server_context) if tokens else None

    def document(self) -> dict[str, Any]:
        if self._cloud is not None:
            endpoints = {
                "authority": self._cloud.origin, "smtp_host": "localhost", "smtp_port": self.port,
            }  # fmt: skip
            return _microsoft(self._cloud, "smtp", endpoints)
        authentication = {
            "type": "password", "host": "localhost", "port": self.port, "encryption": "starttls",
            "smtp_authentication": True, "username": "hub",
        }  # fmt: skip
        return _shared() | {"authentication": authentication}

    def secret(self) -> str:
        return SECRET if self._cloud is None else min(self._cloud.directory.secrets)

    @contextmanager
    def running(self) -> Iterator[None]:
        def right(*given: object) -> AuthResult:
            known = LoginPassword(b"hub", SECRET.encode())
            return AuthResult(success=given[-1] == known, handled=False)

        controller = _Controller(
            Server(self.taken, self._cloud), hostname="127.0.0.1", port=self.port,
            tls_context=server_context(), require_starttls=True, auth_required=True,
            authenticator=right,
        )  # fmt: skip
        if self._cloud is not None:
            self._cloud.start()
        controller.start()
        try:
            yield
        finally:
            controller.stop()
            if self._cloud is not None:
                self._cloud.stop()


class GraphRoute(Route):
    """The stand-in for Graph."""

    def __init__(self) -> None:
        super().__init__()
        self._cloud = StandIn(server_context)
        self._cloud.always(Stage.GRAPH, self._answer)

    def document(self) -> dict[str, Any]:
        endpoints = {"authority": self._cloud.origin, "graph": self._cloud.origin}
        return _microsoft(self._cloud, "graph", endpoints)

    def secret(self) -> str:
        return min(self._cloud.directory.secrets)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._cloud.start()
        try:
            yield
        finally:
            self._cloud.stop()

    def _answer(self, request: Request) -> Reply:
        self._cloud.requests.clear()
        number = number_of(request.body)
        kind = way(number)
        match kind:
            case "recipient for now":
                return Reply(429, b"", {"Retry-After": "7"})
            case "recipient for good":
                text = "At least one recipient isn't valid."
                return errors.graph_error(request, "ErrorInvalidRecipients", text)
            case "mail for now":
                text = "The server is busy."
                return errors.graph_error(request, "ErrorServerBusy", text, 503)
            case "mail for good":
                text = "The message exceeds the maximum supported size."
                return errors.graph_error(request, "ErrorMessageSizeExceeded", text)
        if kind != "broken off":
            sending = graph.SendMail(
                self._cloud.directory, self._cloud.tokens, lambda _mail: self.taken.note(number)
            )
            answer = sending.answer(request, "hub@example.com")
            assert answer.status == 202, answer.body
        return Reply(ending=Ending.CLOSED) if kind else Reply(202)


def _shared() -> dict[str, Any]:
    return {
        "sender": "hub@example.com",
        "ca_certificates": authority().cert_pem.bytes().decode(),
        "secret_store": "credential",
    }


def _microsoft(cloud: StandIn, route: str, endpoints: dict[str, Any]) -> dict[str, Any]:
    authentication = {
        "type": "microsoft-oauth2", "application_id": cloud.directory.application,
        "directory_id": cloud.directory.tenant, "route": route, "cloud": "custom",
        "credential": "secret", "endpoints": endpoints,
    }  # fmt: skip
    return _shared() | {"authentication": authentication}
