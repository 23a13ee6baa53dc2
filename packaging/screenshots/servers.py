"""The demo's servers under the names that stand in the pictures."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from hubmail_gui import demo as demos
from hubmail_gui.core.system import Account
from hubmail_gui.demo import Demo
from hubmail_gui.demo.smtp import Mailbox

CLAIRE = Account("claire.durand", "Claire Durand", "claire.durand@example.com")
HOST = "smtp.example.com"
EXPIRED = "mail.example.com"
CLOUD = ("login.microsoftonline.com", "graph.microsoft.com")


@contextmanager
def running() -> Iterator[Demo]:
    """The demo under the names that stand in the pictures."""
    with demos.running(CLAIRE, (HOST, *CLOUD)) as demo:
        expired = Mailbox(_expired_context(demo), demo.inbox.append)
        expired.start()
        ports = {HOST: demo.part("password").mailbox.port, EXPIRED: expired.port}
        service = demo.part("microsoft-oauth2").service
        assert service is not None
        ports |= dict.fromkeys(CLOUD, service.port)
        real = socket.getaddrinfo

        def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
            name = host.decode() if isinstance(host, bytes) else host
            if name in ports:
                return real("127.0.0.1", ports[name], *rest, **more)
            return real(host, port, *rest, **more)

        socket.getaddrinfo = look_up
        try:
            yield demo
        finally:
            socket.getaddrinfo = real
            expired.stop()


def _expired_context(demo: Demo) -> ssl.SSLContext:
    now = datetime.now(UTC)
    issued = demo.authority.issue_cert(
        EXPIRED, not_before=now - timedelta(days=400), not_after=now - timedelta(days=3)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context
