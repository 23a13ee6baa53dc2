"""What the relay's own parts do: the trace line, the mail as it goes on, and the sockets."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest
from aiosmtpd.smtp import Session

from hubmail_gui.cli import relay_login
from hubmail_gui.cli.context import InputError
from hubmail_gui.core.outcome import Fault, FaultError
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
