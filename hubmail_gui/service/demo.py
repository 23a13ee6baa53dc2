"""A throw-away configuration beside an embedded SMTP server, to try the program on.

The server is aiosmtpd with STARTTLS, a certificate of its own authority and one password (extra
``demo``). The secret is kept in memory instead of the keyring, and everything ends with the
program.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hubmail_gui.service.configuration import Profile
from hubmail_gui.service.service import Service

if TYPE_CHECKING:
    import ssl

    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, Envelope, Session
    from trustme import CA

PASSWORD = "correct horse battery staple"
USERNAME = "hub"


@dataclass(slots=True)
class Demo:
    """A trial that is running.

    Attributes:
        service: on the throw-away folder, with the settings stored but not yet tested.
        inbox: every message that the embedded server took.
    """

    service: Service
    inbox: list[bytes] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Demo]:
    """Start the server and fill in the settings; stop and remove all of it at the end."""
    import trustme

    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.store import Store
    from hubmail_gui.store.memory import MemoryKeyring

    folder = tempfile.mkdtemp(prefix="hubmail-demo-")
    authority = trustme.CA(organization_name="hubmail demo")
    service = Service(folder, store=Store(folder, MemoryKeyring()))
    demo = Demo(service)
    controller = _controller(authority, demo.inbox)
    controller.start()
    try:
        document = _document(controller.port, authority.cert_pem.bytes().decode())
        profile = service.profile()
        service.keep_profile(Profile(profile.name, profile.address or "claire.durand@example.com"))
        service.put(document, PASSWORD, Cancel())
        yield demo
    finally:
        controller.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _document(port: int, authority: str) -> dict[str, object]:
    return {
        "sender": "hub@example.com",
        "sender_name": "Hub",
        "ca_certificates": authority,
        "authentication": {
            "type": "password",
            "host": "localhost",
            "port": port,
            "encryption": "starttls",
            "smtp_authentication": True,
            "username": USERNAME,
        },
    }


def _controller(authority: CA, inbox: list[bytes]) -> Controller:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        wanted = LoginPassword(USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=data == wanted, handled=False)

    class Inbox:
        """Takes every message and keeps it."""

        async def handle_DATA(  # noqa: N802 - aiosmtpd's name
            self, _server: SMTP, _session: Session, envelope: Envelope
        ) -> str:
            inbox.append(envelope.original_content or b"")
            return f"250 2.0.0 Ok: queued as DEMO{len(inbox):04d}"

    return Controller(
        Inbox(),
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=_context(authority),
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
        ident="hubmail demo",
    )


def _free_port() -> int:
    """A port that nobody listens on now; aiosmtpd has to be told one."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _context(authority: CA) -> ssl.SSLContext:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context
