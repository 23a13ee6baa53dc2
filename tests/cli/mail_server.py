"""A real mail server: aiosmtpd with STARTTLS, a certificate of its own authority and a password."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.cli.program import SECRET
from tests.servers.loopback import closed_port

USERNAME = "hub"
TOP = ("sender", "sender_name", "reply_to", "secret", "timeout", "pinned_sha256")


@dataclass(frozen=True)
class Received:
    """A message that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...] = ()


@dataclass
class MailServer:
    """The server and what it has seen.

    The local part of a recipient says what becomes of it: ``unknown`` is refused for good,
    ``later`` for now; everybody else gets mail.

    Attributes:
        authority: PEM text of the certification authority behind its certificate.
        messages: all that it took, the oldest first.
        passwords: those that let in.
        lacks: extensions that it does not offer.
    """

    authority: str
    port: int
    messages: list[Received] = field(default_factory=list)
    passwords: set[str] = field(default_factory=lambda: {SECRET})
    lacks: tuple[str, ...] = ()

    def document(self, **changes: Any) -> dict[str, Any]:
        """Settings that fit this server; ``changes`` go beside the host, or to the top."""
        top: dict[str, Any] = {key: changes.pop(key) for key in TOP if key in changes}
        login: dict[str, Any] = {
            "type": "password",
            "host": "localhost",
            "port": self.port,
            "encryption": "starttls",
            "smtp_authentication": True,
            "username": USERNAME,
        }
        return {
            "sender": "hub@example.com",
            "ca_certificates": self.authority,
            **top,
            "authentication": {**login, **changes},
        }


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [one for one in responses if one[4:].partition(" ")[0] not in self._server.lacks]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        local = address.partition("@")[0]
        if local == "unknown":
            return "550 5.1.1 No such mailbox"
        if local == "later":
            return "451 4.7.1 Greylisted, try again in five minutes"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content
        assert content is not None
        self._server.messages.append(
            Received(
                envelope.mail_from or "",
                tuple(envelope.rcpt_tos),
                content,
                tuple(envelope.mail_options),
            )
        )
        return f"250 2.0.0 Ok: queued as {len(self._server.messages):04X}"


@contextmanager
def running(*, login: bool = True) -> Iterator[MailServer]:
    """Run the server until the block ends; without ``login`` it takes mail from everybody."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = MailServer(authority.cert_pem.bytes().decode(), closed_port())

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: LoginPassword
    ) -> AuthResult:
        known = data.login == USERNAME.encode() and data.password.decode() in server.passwords
        return AuthResult(success=known, handled=False)

    controller = Controller(
        _Handler(server),
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=login,
        enable_SMTPUTF8=True,
        ident="mx.example.com ESMTP",
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
