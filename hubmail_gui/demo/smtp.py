"""The embedded SMTP server: STARTTLS, a password, and XOAUTH2 with a stand-in's tokens."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

if TYPE_CHECKING:
    import ssl

# Whether mail is taken from a user with an access token.
Admits = Callable[[str, str], bool]

USERNAME = "hub"
PASSWORD = "correct horse battery staple"
# An access token makes a long line.
LONGEST_LINE = 16 * 1024
_REJECTED = "535 5.7.3 Authentication unsuccessful [STAND.IN.EXAMPLE.COM {time} {id}]"


class Manner(StrEnum):
    """How a token is refused."""

    AT_ONCE = "at once"  # 535, as Exchange
    EXPLAINED = "explained"  # 334 with the reason, then 535


class _Server(SMTP):
    line_length_limit = LONGEST_LINE


class Mailbox:
    """Accepts every mail of whoever has logged in, unless it is told to refuse.

    Listens from the moment it is made; answers once it is started.

    Args:
        context: TLS with the server's certificate.
        take: told of every message that was taken.
        admits: judges who logs in with a token; nobody by default.

    Attributes:
        refusals: what to answer instead, by the command: ``AUTH``, ``MAIL``, ``RCPT`` or ``DATA``.
        manner: how tokens are refused.
        scope: what a token has to be for, as a refusal explains it.
        passwords: those with which the user may log in.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        take: Callable[[bytes], None],
        admits: Admits = lambda _user, _token: False,
        manner: Manner = Manner.AT_ONCE,
    ) -> None:
        self.refusals: dict[str, str] = {}
        self.passwords = {PASSWORD}
        self.manner = manner
        self.scope = "https://mail.example.com/"
        self._context = context
        self._rules = _Rules(self, take, admits)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def reset(self) -> None:
        """Refuse nobody who logs in with the one password that everything began with."""
        self.refusals.clear()
        self.passwords = {PASSWORD}

    def start(self) -> None:
        """Begin to answer, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and close."""
        if self._thread.is_alive():
            # A loop that is still setting up its server must not be stopped in between.
            self._ready.wait()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
        self._listening.close()

    def _run(self) -> None:
        # aiosmtpd warns of its own use of what it will remove.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        loop = self._loop
        server = loop.run_until_complete(loop.create_server(self._protocol, sock=self._listening))
        self._ready.set()
        loop.run_forever()
        server.close()
        loop.run_until_complete(_end_tasks())

    def _protocol(self) -> SMTP:
        server = _Server(
            self._rules,
            tls_context=self._context,
            require_starttls=True,
            authenticator=self._authenticate,
            auth_required=True,
            hostname="localhost",
            ident="hubmail demo",
            loop=self._loop,
        )
        server.command_size_limits["AUTH"] = LONGEST_LINE
        return server

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        if "AUTH" in self.refusals:
            return AuthResult(success=False, handled=False, message=self.refusals["AUTH"])
        known = [LoginPassword(USERNAME.encode(), one.encode()) for one in self.passwords]
        return AuthResult(success=data in known, handled=False)


class _Rules:
    """What aiosmtpd asks about each command; the names are its own."""

    def __init__(
        self,
        mailbox: Mailbox,
        take: Callable[[bytes], None],
        admits: Admits,
    ) -> None:
        self._mailbox = mailbox
        self._take = take
        self._admits = admits
        self._taken = 0

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """The access token, with the command or after an empty challenge.

        https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
        """
        import base64
        import binascii

        if len(args) > 1:
            try:
                given: Any = base64.b64decode(args[1], validate=True)
            except binascii.Error:
                return AuthResult(success=False, handled=False, message="501 5.5.4 Bad base64")
        else:
            given = await server.challenge_auth("")
        if given is MISSING:
            return AuthResult(success=False, handled=True)
        refusal = self._mailbox.refusals.get("AUTH")
        if refusal is None and self._is_good(given.decode("utf-8", "replace")):
            return AuthResult(success=True)
        if self._mailbox.manner is Manner.EXPLAINED:
            reason = {"status": "401", "schemes": "bearer", "scope": self._mailbox.scope}
            await server.challenge_auth(json.dumps(reason))
            refusal = "535 5.7.8 Username and Password not accepted."
        return AuthResult(success=False, handled=False, message=refusal or _stamped())

    def _is_good(self, message: str) -> bool:
        parts = dict(
            part.split("=", 1) for part in message.removesuffix("\1\1").split("\1") if "=" in part
        )
        return self._admits(parts.get("user", ""), parts.get("auth", "").removeprefix("Bearer "))

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the sender, or note it as aiosmtpd would."""
        if "MAIL" in self._mailbox.refusals:
            return self._mailbox.refusals["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the recipient, or note it."""
        if "RCPT" in self._mailbox.refusals:
            return self._mailbox.refusals["RCPT"]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Refuse the mail, or keep it."""
        if "DATA" in self._mailbox.refusals:
            return self._mailbox.refusals["DATA"]
        self._take(envelope.original_content or b"")
        self._taken += 1
        return f"250 2.0.0 Ok: queued as DEMO{self._taken:04d}"


async def _end_tasks() -> None:
    """Let go of the clients that are still connected."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _stamped() -> str:
    """Exchange's refusal, with the host, time and identifier that it adds for its support."""
    import secrets
    from datetime import UTC, datetime

    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _REJECTED.format(time=now, id=secrets.token_hex(8).upper())
