"""What becomes of a message that ``hubmail send`` is given: what is added, kept and refused."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.sending import accepted, body, check_sent

pytestmark = pytest.mark.secret_service


def test_what_is_missing_is_added_and_nothing_else(applied: Program, server: MailServer) -> None:
    raw = b"Subject: =?utf-8?q?H=C3=A9?=\nX-Own: folded\n\tvalue\n\nHello\n"
    done = applied.run("send", "--json", "x@example.com", stdin=raw)
    message = accepted(done, server)
    check_sent(done)
    parsed = message_from_bytes(message.content)
    assert parsed["From"] == "<hub@example.com>"
    assert parsed["Date"]
    assert parsed["Message-ID"] == done.json["message_id"]
    assert message.content.startswith(
        b"Subject: =?utf-8?q?H=C3=A9?=\r\nX-Own: folded\r\n\tvalue\r\n"
    )
    assert done.json["accepted"] == ["x@example.com"]
    assert done.json["reply"].startswith("250")


def test_name_and_reply_address_go_with_a_message_that_names_no_author(
    program: Program, server: MailServer, write: Write, secret_file: Path
) -> None:
    document = {**server.document(), "sender_name": "Hub é", "reply_to": "desk@example.com"}
    assert program.run("apply", write(document), "--secret-file", secret_file).status == 0
    server.messages.clear()
    raw = b"Subject: x\n\nHello\n"
    parsed = message_from_bytes(
        accepted(program.run("send", "x@example.com", stdin=raw), server).content
    )
    assert parsed["From"] == "=?utf-8?b?SHViIMOp?= <hub@example.com>"
    assert parsed["Reply-To"] == "<desk@example.com>"
    server.messages.clear()
    own = b"From: it@example.com\n\nHello\n"
    parsed = message_from_bytes(
        accepted(program.run("send", "x@example.com", stdin=own), server).content
    )
    assert (parsed["From"], parsed["Reply-To"]) == ("it@example.com", None)
    server.messages.clear()
    other = program.run("send", "-f", "it@example.com", "x@example.com", stdin=raw)
    assert message_from_bytes(accepted(other, server).content)["From"] == "<it@example.com>"


def test_the_senders_name_where_the_message_names_no_author(
    applied: Program, server: MailServer
) -> None:
    raw = b"Subject: x\n\nHello\n"
    done = applied.run("send", "-F", "Hub at work", "x@example.com", stdin=raw)
    message = message_from_bytes(accepted(done, server).content)
    assert message["From"] == "Hub at work <hub@example.com>"


def test_what_is_there_is_kept(applied: Program, server: MailServer) -> None:
    raw = (
        b"Message-ID: <1@example.com>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n"
        b"From: it@example.com\r\n\r\nHello\r\n"
    )
    message = accepted(applied.run("send", "x@example.com", stdin=raw), server)
    assert message.content == raw


def test_text_without_a_header_is_a_body(applied: Program, server: MailServer) -> None:
    message = accepted(applied.run("send", "x@example.com", stdin=b"just text\n"), server)
    assert body(message) == b"just text\r\n"


WRONG = {
    "nothing": (("x@example.com",), b"", "message.empty"),
    "blank lines": (("x@example.com",), b"\r\n\n", "message.empty"),
    "NUL": (("x@example.com",), b"Subject: x\n\n\0\n", "message.malformed"),
    "lone carriage return in the header": (
        ("x@example.com",), b"Subject: x\rBcc: y@example.com\n\nHi\n", "message.malformed",
    ),
    "broken header": (("x@example.com",), b"Subject: x\nnonsense\n\nHi\n", "message.malformed"),
    "no recipient in it": (("-t",), b"Subject: x\n\nHi\n", "message.recipients"),
    "an empty group": (("-t",), b"To: nobody:;\n\nHi\n", "message.recipients"),
    "no address in it": (("-t",), b"To: a..b@x..y\n\nHi\n", "message.address"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "raw", "code"), WRONG.values(), ids=WRONG)
def test_a_message_that_cannot_be_sent(
    applied: Program, server: MailServer, arguments: tuple[str, ...], raw: bytes, code: str
) -> None:
    done = applied.run("send", "--json", *arguments, stdin=raw)
    assert done.status == 65
    assert done.errors == [("message", code)]
    check_sent(done)
    assert server.messages == []


def test_bytes_beyond_ascii(applied: Program, server: MailServer) -> None:
    raw = "Subject: x\n\nGrüße\n".encode("latin-1")
    message = accepted(applied.run("send", "x@example.com", stdin=raw), server)
    assert "BODY=8BITMIME" in message.options
    assert body(message) == "Grüße\r\n".encode("latin-1")


def test_addresses_beyond_ascii(applied: Program, server: MailServer) -> None:
    raw = "To: jürgen@münchen.example\nSubject: Grüße\n\nHallo\n".encode()
    message = accepted(applied.run("send", "-t", stdin=raw), server)
    assert "SMTPUTF8" in message.options
    assert message.recipients == ("jürgen@xn--mnchen-3ya.example",)
    assert "Subject: Grüße".encode() in message.content


def test_any_bytes_but_nul_are_carried(applied: Program, server: MailServer) -> None:
    lines = [bytes(one for one in range(1, 256) if one not in b"\r\n")] * 20
    raw = b"Subject: x\n\n" + b"\n".join(lines) + b"\n"
    message = accepted(applied.run("send", "-i", "x@example.com", stdin=raw), server)
    assert body(message) == b"".join(line + b"\r\n" for line in lines)


SIGNED = (
    b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b;"
    b' protocol="application/pgp-signature"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
    b"Gr\xc3\xbc\xc3\x9fe\n--b\nContent-Type: application/pgp-signature\n\nabc\n--b--\n"
)


def test_a_server_that_carries_only_ascii(applied: Program, server: MailServer) -> None:
    server.lacks = ("8BITMIME", "SMTPUTF8")
    raw = "To: x@example.com\nSubject: Grüße\nX-Own:  kept\n\nGrüße\n".encode()
    message = accepted(applied.run("send", "-t", stdin=raw), server)
    assert message.content.isascii()
    assert b"X-Own:  kept\r\n" in message.content
    assert not any(one.startswith(("BODY", "SMTPUTF8")) for one in message.options)
    assert f"SIZE={len(message.content)}" in message.options
    parsed = message_from_bytes(message.content, policy=policy.default)
    assert parsed["Subject"] == "Grüße"
    assert parsed.get_content().rstrip() == "Grüße"


def test_a_signed_mail_for_a_server_that_carries_only_ascii(
    applied: Program, server: MailServer
) -> None:
    server.lacks = ("8BITMIME", "SMTPUTF8")
    done = applied.run("send", "--json", "x@example.com", stdin=SIGNED)
    assert (done.status, done.code) == (69, "smtp.8bit_unsupported")
    check_sent(done)
    assert server.messages == []
    server.lacks = ()
    message = accepted(applied.run("send", "x@example.com", stdin=SIGNED), server)
    assert body(message) == SIGNED.partition(b"\n\n")[2].replace(b"\n", b"\r\n")


def test_an_author_that_only_smtputf8_carries(applied: Program, server: MailServer) -> None:
    server.lacks = ("SMTPUTF8",)
    raw = "From: jürgen@example.com\nSubject: x\n\nHi\n".encode()
    done = applied.run("send", "--json", "x@example.com", stdin=raw)
    assert (done.status, done.code) == (69, "smtp.utf8_unsupported")
    assert server.messages == []


def test_a_large_message(applied: Program, server: MailServer) -> None:
    lines = b".line that begins with a dot\r\n" * 100_000
    message = accepted(
        applied.run("send", "-i", "x@example.com", stdin=b"Subject: x\r\n\r\n" + lines), server
    )
    assert body(message) == lines
