"""The relay as its clients meet it: a process that hands mails to a real mail server."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli import conftest as cli
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import NOBODY, SECRET, Program, command
from tests.secret_service import secret_service
from tests.servers import certificates
from tests.servers.certificates import Wish

pytestmark = pytest.mark.secret_service

__all__ = ["secret_service"]
running_server, server, program, write, secret_file, applied = (
    cli.running_server, cli.server, cli.program, cli.write, cli.secret_file, cli.applied
)  # fmt: skip

MAIL = b"From: hub@example.com\r\nTo: bob@example.com\r\nSubject: Approval\r\n\r\nPlease.\r\n"

SIGNED = (
    b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n"
    b"--b\r\nContent-Type: application/pgp-signature\r\n\r\nabc\r\n--b--\r\n"
)


class Running:
    """A relay that listens."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=60)

    def stopped(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def relay(program: Program, *more: str) -> Iterator[Running]:
    process = subprocess.Popen(
        command("relay", "--listen", "127.0.0.1:0", *more),
        env=program.variables(),
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        assert said.startswith("listening on "), said + process.stderr.read().decode()
        yield Running(process, int(said.rpartition(":")[2]))
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


@pytest.fixture
def running(applied: Program) -> Iterator[Running]:
    with relay(applied) as started:
        yield started


def test_the_client_hears_the_routes_own_words(running: Running, server: MailServer) -> None:
    with running.client() as client:
        client.ehlo("app.example.com")
        assert client.mail("app@example.com")[0] == 250
        assert client.rcpt("bob@example.com")[0] == 250
        code, words = client.data(MAIL)
    assert code == 250
    assert b"2." in words
    got = server.messages[-1]
    assert (got.sender, got.recipients) == ("app@example.com", ("bob@example.com",))
    trace, _end, rest = got.content.partition(b"\r\nFrom: ")
    assert b"From: " + rest == MAIL
    assert trace.startswith(b"Received: from app.example.com ([127.0.0.1])\r\n\tby ")
    assert b"with ESMTP;" in trace


def test_each_recipient_is_answered_by_the_route(running: Running, server: MailServer) -> None:
    with running.client() as client:
        client.ehlo()
        client.mail("hub@example.com")
        answers = {
            name: client.rcpt(f"{name}@example.com")[0]
            for name in ("bob", "unknown", "later", "ann")
        }
        assert answers == {"bob": 250, "unknown": 550, "later": 451, "ann": 250}
        assert client.data(MAIL)[0] == 250
    assert server.messages[-1].recipients == ("bob@example.com", "ann@example.com")


def test_all_refused_hands_nothing_over(running: Running, server: MailServer) -> None:
    with running.client() as client:
        client.ehlo()
        client.mail("hub@example.com")
        assert client.rcpt("unknown@example.com")[0] == 550
        assert client.docmd("DATA")[0] == 503
        # The connection is good for the next mail.
        client.rset()
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1


def test_the_null_sender_is_kept(running: Running, server: MailServer) -> None:
    with running.client() as client:
        client.sendmail("", "bob@example.com", MAIL)
    assert server.messages[-1].sender in ("", "<>")


def test_a_mail_that_is_given_up_leaves_nothing_behind(
    running: Running, server: MailServer
) -> None:
    with running.client() as client:
        client.ehlo()
        client.mail("hub@example.com")
        client.rcpt("ann@example.com")
        client.rset()
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    gone = running.client()
    gone.ehlo()
    gone.mail("hub@example.com")
    gone.rcpt("ann@example.com")
    gone.close()
    with running.client() as client:
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert [one.recipients for one in server.messages] == [("bob@example.com",)] * 2


def test_bcc_is_removed_and_everything_else_kept(running: Running, server: MailServer) -> None:
    body = "caf\u00e9 \u2014 .\r\n..two dots\r\n\r\nno line end".encode()
    mail = (
        b"Subject: x\r\nBcc: boss@example.com,\r\n\tother@example.com\r\nX-Odd : 1\r\n"
        b"bcc : third@example.com\r\nTo: bob@example.com\r\n\r\n" + body
    )
    with running.client() as client:
        client.sendmail("hub@example.com", "bob@example.com", mail)
    content = server.messages[-1].content
    assert b"boss@" not in content
    assert b"other@" not in content
    assert b"third@" not in content
    assert content.partition(b"\r\n\r\n")[2].rstrip(b"\r\n") == body
    assert b"\r\nSubject: x\r\nX-Odd : 1\r\nTo: bob@example.com\r\n\r\n" in content


def test_a_route_that_carries_only_ascii(running: Running, server: MailServer) -> None:
    server.lacks = ("8BITMIME", "SMTPUTF8")
    raw = "Subject: Grüße\r\nTo: bob@example.com\r\n\r\nGrüße\r\n".encode()
    with running.client() as client:
        # The client has seen that the relay takes both.
        client.sendmail("hub@example.com", "bob@example.com", raw, ["BODY=8BITMIME", "SMTPUTF8"])
        client.mail("hub@example.com")
        client.rcpt("bob@example.com")
        code, words = client.data(SIGNED)
        assert (code, words[:5]) == (554, b"5.6.3")
        assert words.endswith(b"[smtp.8bit_unsupported]")
        client.mail("hub@example.com", ["SMTPUTF8"])
        assert client.rcpt("jürgen@example.com")[0] == 550
        client.rset()
        # Nothing of the refused mail is left at the route.
        client.sendmail("hub@example.com", "ann@example.com", MAIL)
    got, last = server.messages
    assert got.content.isascii()
    message = message_from_bytes(got.content, policy=policy.default)
    assert (message["Subject"], message.get_content().rstrip()) == ("Grüße", "Grüße")
    assert last.recipients == ("ann@example.com",)


@pytest.mark.parametrize("hidden", [b"one\n.\ntwo", b"one\r.\rtwo", b"one\0two"])
def test_what_could_hide_a_second_mail(running: Running, server: MailServer, hidden: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.port), 60) as raw:
        file = raw.makefile("rwb")

        def say(line: bytes) -> bytes:
            file.write(line + b"\r\n")
            file.flush()
            answer = file.readline()
            while answer[3:4] == b"-":
                answer = file.readline()
            return answer

        file.readline()
        for line in (b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<bob@example.com>"):
            assert say(line).startswith(b"250")
        assert say(b"DATA").startswith(b"354")
        assert say(b"Subject: x\r\n\r\n" + hidden + b"\r\n.").startswith(b"550")
    assert server.messages == []


def test_larger_than_allowed(applied: Program, server: MailServer) -> None:
    with relay(applied, "--max-size", "2000") as running, running.client() as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "2000"
        assert client.mail("hub@example.com", ["SIZE=5000"])[0] == 552
        client.mail("hub@example.com")
        client.rcpt("bob@example.com")
        assert client.data(MAIL + b"x" * 60 + b"\r\n" + b"y\r\n" * 900)[0] == 552
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1


def test_changed_settings_count_from_the_next_mail_on(
    running: Running, applied: Program, server: MailServer, write: Write
) -> None:
    with running.client() as client:
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
        server.passwords = {SECRET, "a new one"}
        changed = write(server.document())
        done = applied.run("apply", changed, "--secret-stdin", stdin=b"a new one")
        assert done.status == 0, done.err
        server.passwords = {"a new one"}
        before = len(server.messages)
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == before + 1


def test_a_wrong_password_is_no_acceptance(applied: Program, server: MailServer) -> None:
    server.passwords = set()
    with relay(applied) as running, running.client() as client:
        client.ehlo()
        code, words = client.mail("hub@example.com")
        assert code == 550
        assert b"[smtp.auth.rejected]" in words


def test_many_clients_at_once(running: Running, server: MailServer) -> None:
    def send(number: int) -> None:
        mail = MAIL.replace(b"Approval", f"Approval {number}".encode())
        with running.client() as client:
            client.sendmail("hub@example.com", f"bob{number}@example.com", mail)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(send, range(60)))
    got = [(one.recipients, one.content.partition(b"Approval ")[2][:2]) for one in server.messages]
    assert len(got) == 60
    assert {recipients for recipients, _mail in got} == {
        (f"bob{number}@example.com",) for number in range(60)
    }
    for recipients, mail in got:
        assert recipients[0].encode().startswith(b"bob" + mail.strip())


def test_it_ends_in_good_order(applied: Program) -> None:
    with relay(applied) as running:
        with running.client() as client:
            client.noop()
        assert running.stopped() == 0


def test_it_ends_after_so_many_mails(applied: Program, server: MailServer) -> None:
    with relay(applied, "--once", "1") as running:
        with running.client() as client:
            client.sendmail("hub@example.com", "bob@example.com", MAIL)
        assert running.process.wait(60) == 0
    assert len(server.messages) == 1


def test_the_address_is_taken(applied: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = applied.run("relay", "--listen", f"127.0.0.1:{port}", "--json")
    assert (done.status, done.json["failure"]["code"]) == (69, "relay.address_in_use")


def test_nothing_stored(program: Program) -> None:
    done = program.run("relay", "--listen", "127.0.0.1:0", "--json")
    assert (done.status, done.json["failure"]["code"]) == (78, "settings.missing")


def test_others_need_a_login(applied: Program) -> None:
    done = applied.run("relay", "--listen", "0.0.0.0:0", "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "relay.unprotected")


@pytest.fixture
def tls(tmp_path: Path) -> tuple[str, str]:
    own = certificates.self_signed(Wish(("localhost",)))
    (tmp_path / "tls.pem").write_bytes(own.key_and_chain)
    return "--tls-file", str(tmp_path / "tls.pem")


def login_with(client: smtplib.SMTP, password: str) -> int:
    """The code of the answer to a login inside TLS."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    client.starttls(context=context)
    client.ehlo()
    try:
        return client.login("app", password)[0]
    except smtplib.SMTPAuthenticationError as error:
        return int(error.smtp_code)


def test_without_starttls_and_login(
    applied: Program, server: MailServer, tmp_path: Path, tls: tuple[str, str]
) -> None:
    (tmp_path / "login").write_text("app:right one\n")
    given = ("--listen", "0.0.0.0:0", "--login-file", str(tmp_path / "login"), *tls)
    with relay(applied, *given) as running:
        with running.client() as client:
            client.ehlo()
            assert client.mail("hub@example.com")[0] == 530
        with running.client() as client:
            assert login_with(client, "wrong one") == 535
        with running.client() as client:
            assert login_with(client, "right one") == 235
            client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1


def test_a_login_of_the_keyring(applied: Program, server: MailServer, tls: tuple[str, str]) -> None:
    watched = replace(applied, secrets=(*applied.secrets, "the kept: one"))
    kept = watched.run("relay", "--keep-login", "--json", stdin=b"app:the kept: one\n")
    assert (kept.status, kept.json) == (0, {"mails": 0, "failure": None})
    given = ("--listen", "0.0.0.0:0", *tls)
    with relay(applied, *given) as running, running.client() as client:
        assert login_with(client, "the kept: one") == 235
        client.sendmail("hub@example.com", "bob@example.com", MAIL)
    assert len(server.messages) == 1
    assert watched.run("relay", "--keep-login", stdin=b"app:another").status == 0
    with relay(applied, *given) as running, running.client() as client:
        assert login_with(client, "the kept: one") == 535
    assert watched.run("relay", "--forget-login").status == 0
    done = applied.run("relay", *given, "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "relay.unprotected")


@pytest.mark.parametrize("text", [b"", b"app", b"app:", b":password", b"\xff\xfe\xfd"])
def test_what_is_no_login(applied: Program, text: bytes) -> None:
    done = applied.run("relay", "--keep-login", "--json", stdin=text)
    assert done.status == 65
    assert done.json["errors"][0]["field"] == "login_file"


def test_only_an_administrator_changes_the_login(applied: Program) -> None:
    for path in (applied.folder, *applied.folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    done = applied.run("relay", "--forget-login", "--json", nobody=True)
    assert (done.status, done.code) == (77, "access.not_administrator")


def test_garbage_is_collected_while_it_runs(applied: Program) -> None:
    """Commands that end at once do without: __main__ switches it off."""
    code = (
        "import gc, sys\n"
        "from hubmail_gui.relay import server\n"
        "async def serve(*_given):\n"
        "    return int(gc.isenabled())\n"
        "server.serve = serve\n"
        "from hubmail_gui.__main__ import main\n"
        "sys.exit(main(['relay', '--listen', '127.0.0.1:0', '--json']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=applied.variables(), capture_output=True, check=True
    )
    assert json.loads(done.stdout) == {"mails": 1, "failure": None}
