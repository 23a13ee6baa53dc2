"""The relay as its clients meet it: a process that hands mails to a real mail server."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.relay.running import MAIL, Running, relay

pytestmark = pytest.mark.secret_service
SIGNED = (
    b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n"
    b"--b\r\nContent-Type: application/pgp-signature\r\n\r\nabc\r\n--b--\r\n"
)


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
