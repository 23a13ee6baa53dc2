"""Speaks SMTP with the clients of the relay: each command is answered by the route.

The state of a mail hangs on the session of its client. It ends with the answer to its data, with
RSET, with a data phase that was refused here, or with the connection; whichever comes, its line is
given back, or given up where it does not stand as it stood before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.delivery.line import Answer, Content, From, Request, Reset, To
from hubmail_gui.relay import answers, trace
from hubmail_gui.relay.lines import Lines, Used

# Longer lines than RFC 5321 allows are common in generated HTML, and the route's to judge.
_LONGEST_LINE = 64 * 1024
# A client that says nothing for so long has gone; its line is wanted by others.
_CLIENT_SECONDS = 120.0


class _Mail:
    """A mail that is being handed over."""

    def __init__(self, used: Used) -> None:
        self.used = used
        self.busy = False


class Handler:
    """Answers the commands of all clients.

    Args:
        lines: to the route.
        host: this computer's name.
        finished: called after each mail that was handed over, accepted or refused.
    """

    def __init__(self, lines: Lines, host: str, finished: Any) -> None:  # noqa: ANN401
        self._lines = lines
        self._host = host
        self._finished = finished
        self._mails: dict[Session, _Mail] = {}
        self._asking: set[Session] = set()
        # Set while no mail is in hand.
        self.idle = asyncio.Event()
        self.idle.set()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Open a mail at the route."""
        if not _is_text(address):
            return "501 5.1.7 The sender's address is not UTF-8"
        sender = "" if address == "<>" else address
        size = next((int(one[5:]) for one in options if one.startswith("SIZE=")), 0)
        request = From(sender, size, envelope.smtp_utf8)
        try:
            with self._asks(session):
                words = await self._begin(session, request)
        except FaultError as error:
            self.abandon(session)
            return answers.refused(error.fault)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return answers.granted(words.words)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Ask the route for one recipient."""
        mail = self._mails.get(session)
        if mail is None:
            return "503 5.5.1 MAIL first"
        if not _is_text(address):
            return "501 5.1.3 The recipient's address is not UTF-8"
        try:
            with self._asks(session):
                answer = await self._ask(mail, To(address, envelope.smtp_utf8))
        except FaultError as error:
            if mail.used.line.closed:
                self.abandon(session)
            return answers.refused(error.fault)
        envelope.rcpt_tos.append(address)
        return answers.granted(answer.words)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Hand the mail itself over."""
        mail = self._mails.get(session)
        if mail is None:
            return "451 4.4.2 The route was lost; nothing was handed over"
        content = bytes(envelope.original_content or b"")
        if refusal := trace.problem(content):
            return refusal
        protocol = _protocol(session, utf8=envelope.smtp_utf8)
        peer = str(session.peer[0]) if session.peer else ""
        line = trace.received(session.host_name or "", peer, self._host, protocol)
        try:
            with self._asks(session):
                answer = await self._ask(mail, Content(trace.relayed(content, line)))
        except FaultError as error:
            self._end(session, usable=not mail.used.line.closed)
            return answers.refused(error.fault, at_end=True)
        finally:
            self._finished()
        self._end(session, usable=True)
        return answers.granted(answer.words)

    async def handle_exception(self, error: Exception) -> str:
        """A defect of ours costs the client one command, and tells nobody else's words."""
        return f"451 4.3.0 {type(error).__name__}"

    def waits(self, session: Session) -> bool:
        """Whether a client waits for the route's answer."""
        return session in self._asking

    @contextmanager
    def _asks(self, session: Session) -> Iterator[None]:
        self._asking.add(session)
        try:
            yield
        finally:
            self._asking.discard(session)

    def abandon(self, session: Session) -> None:
        """The mail in hand ends without an answer to its data."""
        mail = self._popped(session)
        if mail is None:
            return
        line = mail.used.line
        if mail.busy or line.closed:
            self._lines.give_back(mail.used, usable=False)
            return
        # The route still has MAIL and its recipients: the next mail must not inherit them.
        reset = asyncio.wrap_future(line.ask(Reset()))
        reset.add_done_callback(lambda done: self._was_reset(mail.used, done))

    def _was_reset(self, used: Used, done: asyncio.Future[Answer]) -> None:
        failed = done.cancelled() or done.exception() is not None
        self._lines.give_back(used, usable=not failed)

    async def _begin(self, session: Session, request: From) -> Answer:
        self.abandon(session)
        mail = self._new(session, await self._lines.take())
        used_before = mail.used.mails > 0
        try:
            return await self._ask(mail, request)
        except FaultError:
            if not (used_before and mail.used.line.closed):
                raise
        # The server has closed a line that stood idle: nothing was asked of it yet.
        self._popped(session)
        self._lines.give_back(mail.used, usable=False)
        mail = self._new(session, await self._lines.take(fresh=True))
        return await self._ask(mail, request)

    async def _ask(self, mail: _Mail, request: Request) -> Answer:
        mail.busy = True
        try:
            answer = await asyncio.wrap_future(mail.used.line.ask(request))
        except FaultError:
            mail.busy = False
            raise
        mail.busy = False
        return answer

    def _new(self, session: Session, used: Used) -> _Mail:
        mail = self._mails[session] = _Mail(used)
        self.idle.clear()
        return mail

    def _popped(self, session: Session) -> _Mail | None:
        mail = self._mails.pop(session, None)
        if not self._mails:
            self.idle.set()
        return mail

    def _end(self, session: Session, *, usable: bool) -> None:
        mail = self._popped(session)
        if mail is not None:
            self._lines.give_back(mail.used, usable=usable)


def _is_text(address: str) -> bool:
    """Whether an address came as UTF-8; other bytes come as halves of surrogate pairs."""
    try:
        address.encode()
    except UnicodeEncodeError:
        return False
    return True


def _protocol(session: Session, *, utf8: bool) -> str:
    """By what the mail came, as trace lines say it (RFC 3848, RFC 6531 section 4.3)."""
    if not session.extended_smtp:
        return "SMTP"
    inside, known = "S" if session.ssl else "", "A" if session.authenticated else ""
    return ("UTF8SMTP" if utf8 else "ESMTP") + inside + known


class Speaker(SMTP):
    """One client's connection, which tells the handler when a mail ends without an answer."""

    line_length_limit = _LONGEST_LINE

    def __init__(self, handler: Handler, **known: Any) -> None:  # noqa: ANN401
        super().__init__(
            handler, enable_SMTPUTF8=True, ident="hubmail", timeout=_CLIENT_SECONDS, **known
        )

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone, maybe in the middle of a mail."""
        if self.session is not None:
            self.event_handler.abandon(self.session)
        super().connection_lost(error)

    def _timeout_cb(self) -> None:
        if self.session is not None and self.event_handler.waits(self.session):
            # Not the client is silent but the route, which has limits of its own.
            self._reset_timeout()
        else:
            super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _set_post_data_state(self) -> None:
        # After RSET, EHLO, STARTTLS and after data that was refused here.
        if self.session is not None:
            self.event_handler.abandon(self.session)
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
