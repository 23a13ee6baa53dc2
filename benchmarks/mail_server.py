"""An SMTP server on loopback in a process of its own, which shares no lock with what is measured."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USERNAME, PASSWORD = "hub", "bench-password"
SENDER, RECIPIENT = "hub@example.com", "admin@example.com"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the server listens: with STARTTLS and a login, and without either."""

    host: str
    starttls_port: int
    plain_port: int
    ca_file: str

    def settings(self, *, encrypted: bool) -> dict[str, object]:
        """What ``hubmail apply`` reads to send through this server."""
        common: dict[str, object] = {"type": "password", "host": self.host}
        if not encrypted:
            plain = {"port": self.plain_port, "encryption": "none", "smtp_authentication": False}
            return {"sender": SENDER, "authentication": common | plain}
        login = {"smtp_authentication": True, "username": USERNAME}
        server = {"port": self.starttls_port, "encryption": "starttls"}
        return {
            "sender": SENDER,
            "ca_certificates": Path(self.ca_file).read_text(encoding="ascii"),
            "authentication": common | server | login,
        }


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Run the server until the block ends; its certificate authority is written to ``folder``."""
    command = [sys.executable, "-m", "benchmarks.mail_server", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield MailServer(**json.loads(process.stdout.readline()))
        process.stdin.close()


class Mailbox:
    """Takes every mail and forgets it, but for how many there were."""

    taken = 0

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        """The answer to the end of a mail."""
        Mailbox.taken += 1
        return "250 2.0.0 Ok: queued"

    async def handle_VRFY(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, _envelope: Envelope, _address: str
    ) -> str:
        """How many mails there were, at all ports."""
        return f"252 {Mailbox.taken} taken"


def serve(folder: Path) -> None:
    """Say in one line of JSON where the server listens; end with standard input."""
    import logging

    import trustme

    # aiosmtpd warns of its own use of its own attribute at every login.
    logging.getLogger("mail.log").setLevel(logging.ERROR)

    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    asyncio.run(_listen(context, str(ca_file)))


async def _listen(context: ssl.SSLContext, ca_file: str) -> None:
    loop = asyncio.get_running_loop()
    ports = []
    for make in (partial(_server, context), partial(_server, None)):
        server = await loop.create_server(make, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
    print(json.dumps(asdict(MailServer("127.0.0.1", ports[0], ports[1], ca_file))), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _server(context: ssl.SSLContext | None) -> SMTP:
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object
    ) -> AuthResult:
        right = isinstance(login, LoginPassword) and login.password == PASSWORD.encode()
        return AuthResult(success=right, auth_data=login)

    secure: dict[str, Any] = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": check,
    }
    return SMTP(Mailbox(), hostname="localhost", ident="bench", **(secure if context else {}))


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
