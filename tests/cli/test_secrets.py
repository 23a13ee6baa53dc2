"""Servers and files that try to get a secret, or a terminal's obedience, out of the program.

That no secret is in any output or file is looked for by ``Program.run`` after every command of
these tests; here are those who provoke it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.servers.loopback import LoopbackServer, Peer

pytestmark = pytest.mark.secret_service

PLAIN = base64.b64encode(f"\0hub\0{SECRET}".encode()).decode()
ECHOES = {
    "plain": SECRET,
    "for a URL": quote(SECRET, safe=""),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 within": base64.b64encode(f"x{SECRET}y".encode()).decode(),
    "the whole response": PLAIN,
}


def echoing(echo: str) -> Callable[[Peer], None]:
    """A server that repeats the password in every answer after the login."""

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.com ESMTP")
        while True:
            line = peer.line()
            if line.startswith("EHLO"):
                peer.say("250-mx.example.com", "250 AUTH PLAIN")
            elif line.startswith("QUIT"):
                peer.say("221 Bye")
                return
            else:
                peer.say(f"535-5.7.8 Not with {echo}", f"535 5.7.8 nor {echo.upper()} either")

    return handler


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_a_server_that_repeats_the_password(
    program: Program, server: MailServer, write: Write, echo: str
) -> None:
    with LoopbackServer(echoing(echo)) as hostile:
        document = server.document(port=hostile.port, encryption="none")
        arguments = ("apply", write(document), "--secret-stdin")
        done = program.run(*arguments, "--json", stdin=SECRET.encode())
        assert done.status == 69
        assert done.code == "smtp.auth.rejected"
        assert "********" in done.json["failure"]["reply"]
        for command in (("test",), ("show",), ("show", "--json"), ("history",)):
            program.run(*command)


def test_the_search_finds_what_it_looks_for(program: Program) -> None:
    for echo in ECHOES.values():
        with pytest.raises(AssertionError, match="a secret is in"):
            program.search_secrets(f"535 {echo}".encode(), "a reply")


def escaping(peer: Peer) -> None:
    peer.say("220 mx \x1b]0;owned\x07\x1b[2J \x9b31m ESMTP")
    peer.line()
    peer.say("550 5.7.1 \x1b[1;31mGo away\x1b[0m\x08\x08")


def test_a_server_cannot_command_the_terminal(
    program: Program, server: MailServer, write: Write
) -> None:
    with LoopbackServer(escaping) as hostile:
        document = server.document(port=hostile.port, smtp_authentication=False, encryption="none")
        done = program.run("test", write(document))
    assert done.status == 69
    assert not set(done.out + done.err) & {"\x1b", "\x07", "\x08", "\x9b"}


def test_a_file_cannot_command_the_terminal(program: Program, write: Write) -> None:
    done = program.run("apply", write({"\x1b[2J": 1, "authentication": {"\x07": 2}}))
    assert done.status == 65
    assert not set(done.out + done.err) & {"\x1b", "\x07"}
    sent = program.run("send", "-f", "\x1b[2J@example.com", "a@example.com", stdin=b"x")
    assert "\x1b" not in sent.err
