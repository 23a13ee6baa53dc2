"""What the relay's own parts do: the trace line, the mail as it goes on, and the sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from aiosmtpd.smtp import Session

from hubmail_gui.cli import relay_login
from hubmail_gui.cli.context import InputError
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery.line import Answer
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.relay import listener, server, trace

TRACE = b"Received: from a\r\n"


@pytest.mark.parametrize(
    ("mail", "goes_on"),
    [
        (b"Subject: x\r\n\r\nbody\r\n", TRACE + b"Subject: x\r\n\r\nbody\r\n"),
        (b"no header at all\r\n", TRACE + b"\r\nno header at all\r\n"),
        # An empty header has its own blank line.
        (b"\r\nbody\r\n", TRACE + b"\r\nbody\r\n"),
        (b"\r\nbody\r\n\r\nmore\r\n", TRACE + b"\r\nbody\r\n\r\nmore\r\n"),
    ],
)
def test_the_body_goes_on_byte_for_byte(mail: bytes, goes_on: bytes) -> None:
    assert trace.relayed(mail, TRACE) == goes_on


@pytest.mark.parametrize(
    ("extended", "tls", "login", "utf8", "name"),
    [
        (False, False, False, False, "SMTP"),
        (True, False, False, False, "ESMTP"),
        (True, True, False, False, "ESMTPS"),
        (True, True, True, False, "ESMTPSA"),
        (True, False, False, True, "UTF8SMTP"),
        (True, True, True, True, "UTF8SMTPSA"),
    ],
)
def test_the_trace_line_says_how_the_mail_came(
    extended: bool, tls: bool, login: bool, utf8: bool, name: str
) -> None:
    """The names are those of RFC 3848 and RFC 6531."""
    session = Session(None)  # type: ignore[arg-type]
    session.extended_smtp = extended
    session.ssl = {"cipher": ""} if tls else None
    session.authenticated = login or None
    assert listener._protocol(session, utf8=utf8) == name


def test_an_address_that_cannot_be_had_leaves_no_socket_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound, made = server._bound, list[socket.socket]()

    def noted(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
        made.append(bound(family, host, port))
        return made[-1]

    monkeypatch.setattr(server, "_bound", noted)
    # TEST-NET-1 of RFC 5737: no computer has it.
    with pytest.raises(FaultError) as raised:
        server._sockets([("127.0.0.1", 0), ("192.0.2.1", 0)])
    assert [one.fileno() for one in made] == [-1]
    fault = raised.value.fault
    # Nobody else listens there, and that is not said.
    title = catalogue.words(fault.code, "en", fault.params).title
    assert (title, bool(fault.reply)) == ("The relay cannot listen on 192.0.2.1:0", True)


def test_an_address_of_six_has_its_brackets() -> None:
    # RFC 3849: an address for documentation.
    with pytest.raises(FaultError) as raised:
        server._sockets([("2001:db8::1", 2525)])
    assert raised.value.fault.params["address"] == "[2001:db8::1]:2525"


@pytest.mark.parametrize(
    ("code", "raised"),
    [("keyring.unavailable", InputError), ("keyring.locked", FaultError)],
)
def test_a_keyring_that_is_locked_is_no_missing_login(code: str, raised: type[Exception]) -> None:
    class Kept:
        def read(self, _cancel: object) -> str:
            raise FaultError(Fault(code))

    store = SimpleNamespace(relay_login=Kept)
    context = SimpleNamespace(
        configuration=lambda: SimpleNamespace(store=store), arguments=SimpleNamespace(until=None)
    )
    with pytest.raises(raised):
        relay_login._kept(context)  # type: ignore[arg-type]


class Route:
    """Lines to a route that answers when it is told to."""

    def __init__(self) -> None:
        self.closed, self.mails = False, 0
        self.line = self
        self.answer: Future[Answer] = Future()

    async def take(self, *, fresh: bool = False) -> Route:
        assert not fresh
        return self

    def ask(self, _request: object) -> Future[Answer]:
        return self.answer

    def give_back(self, _used: object, *, usable: bool) -> None:
        self.closed = not usable


@asynccontextmanager
async def said(route: Route, *lines: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """What a client hears that has said these lines to a relay, but for what came before the last."""
    loop = asyncio.get_running_loop()
    handler = listener.Handler(route, "host", lambda: None)  # type: ignore[arg-type]
    made = await loop.create_server(
        lambda: listener.Speaker(handler, hostname="host", loop=loop), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*made.sockets[0].getsockname())
    for line in lines:
        await reader.readline()
        writer.write(line + b"\r\n")
    yield reader
    writer.close()
    await writer.wait_closed()
    made.close()


def test_a_client_is_not_silent_while_the_route_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_CLIENT_SECONDS", 0.05)
    route = Route()

    async def talk() -> list[bytes]:
        async with said(route, b"HELO a", b"MAIL FROM:<a@example.com>") as reader:
            loop = asyncio.get_running_loop()
            loop.call_later(0.3, route.answer.set_result, Answer("2.1.0 Ok"))
            # Once it has its answer, it is the client that says nothing.
            return [await reader.readline(), await reader.read()]

    assert asyncio.run(talk()) == [b"250 2.1.0 Ok\r\n", b""]


@pytest.mark.parametrize(
    ("line", "code"),
    [(b"MAIL FROM:<h\xfcb@example.com>", b"501 5.1.7"), (b"RCPT TO:<b\xfc@example.com>", b"501 5.1.3")],
)  # fmt: skip
def test_an_address_in_another_encoding_is_refused_for_good(line: bytes, code: bytes) -> None:
    """It made a defect of ours, and 451 has a client try again for days."""
    route = Route()
    route.answer.set_result(Answer("2.1.0 Ok"))

    async def talk() -> bytes:
        before = [b"MAIL FROM:<a@example.com>"] if line.startswith(b"RCPT") else []
        async with said(route, b"HELO a", *before, line) as reader:
            return await reader.readline()

    assert asyncio.run(talk()).startswith(code)
