"""``hubmail send``, called as programs call sendmail."""

from __future__ import annotations

import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli import mail_server
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer, Received
from tests.cli.program import NOBODY, Done, Program
from tests.cli.results import check_failure

pytestmark = pytest.mark.secret_service

MESSAGE = b"""From: Hub <hub@example.com>
To: b@example.com
Cc: "C, D" <c@example.com>, b@example.com
Bcc: hidden@example.com
Subject: Hello

Line one
.
..two dots
.leading dot
last
"""


def accepted(done: Done, server: MailServer) -> Received:
    """The one message that the server got."""
    assert done.status == 0, done.err
    (message,) = server.messages
    return message


def check_sent(done: Done) -> None:
    """The object that tells of each recipient."""
    document = done.json
    assert {"accepted", "refused", "message_id", "reply", "failure"} <= set(document)
    assert isinstance(document["accepted"], list)
    assert all(isinstance(reply, str) for reply in document["refused"].values())
    check_failure(document["failure"])


def body(message: Received) -> bytes:
    return message.content.partition(b"\r\n\r\n")[2]


def test_recipients_on_the_command_line(applied: Program, server: MailServer) -> None:
    done = applied.run("send", "x@example.com", "<y@example.com>", stdin=MESSAGE)
    message = accepted(done, server)
    assert message.sender == "hub@example.com"
    assert message.recipients == ("x@example.com", "y@example.com")
    # As quiet as sendmail is.
    assert (done.out, done.err) == ("", "")


def test_recipients_from_the_message(applied: Program, server: MailServer) -> None:
    message = accepted(applied.run("send", "-t", stdin=MESSAGE), server)
    assert message.recipients == ("b@example.com", "c@example.com", "hidden@example.com")
    assert b"hidden@example.com" not in message.content
    assert b"Bcc" not in message.content
    assert b'Cc: "C, D" <c@example.com>, b@example.com\r\n' in message.content


def test_without_i_a_lone_dot_ends_the_message(applied: Program, server: MailServer) -> None:
    message = accepted(applied.run("send", "x@example.com", stdin=MESSAGE), server)
    assert body(message) == b"Line one\r\n"


@pytest.mark.parametrize("option", [("-i",), ("-oi",), ("-ti",), ("-oem", "-oi"), ("-t", "-i")])
def test_with_i_every_line_arrives_as_it_is(
    applied: Program, server: MailServer, option: tuple[str, ...]
) -> None:
    message = accepted(applied.run("send", *option, "x@example.com", stdin=MESSAGE), server)
    expected = MESSAGE.partition(b"\n\n")[2].replace(b"\n", b"\r\n")
    assert body(message) == expected


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


@pytest.mark.parametrize(
    ("given", "sender"),
    [("it@example.com", "it@example.com"), ("<it@example.com>", "it@example.com"), ("<>", "<>")],
)
def test_the_envelope_sender_may_be_another(
    applied: Program, server: MailServer, given: str, sender: str
) -> None:
    raw = b"Subject: x\n\nHello\n"
    message = accepted(applied.run("send", "-f", given, "x@example.com", stdin=raw), server)
    assert message.sender == sender
    assert message_from_bytes(message.content)["From"] in {"<it@example.com>", "<hub@example.com>"}


INJECTIONS = {
    "sender": ("-f", "a@example.com>\r\nRCPT TO:<evil@example.com", "x@example.com"),
    "sender with a line feed": ("-f", "a@example.com\nDATA", "x@example.com"),
    "recipient": ("a@example.com>\r\nDATA\r\n",),
    "no address": ("no body",),
    "an option as sender": ("-f", "a b", "x@example.com"),
}


@pytest.mark.parametrize("arguments", INJECTIONS.values(), ids=INJECTIONS)
def test_nothing_but_addresses_gets_into_the_envelope(
    applied: Program, server: MailServer, arguments: tuple[str, ...]
) -> None:
    done = applied.run("send", "--json", *arguments, stdin=MESSAGE)
    assert done.status == 65
    assert done.errors == [("message", "message.address")]
    assert server.messages == []
    human = applied.run("send", *arguments, stdin=MESSAGE)
    assert "\r" not in human.err
    assert human.status == 65


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


def test_no_recipient_at_all(applied: Program, server: MailServer) -> None:
    done = applied.run("send", "--json", stdin=MESSAGE)
    assert done.status == 64
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


def test_one_refused_among_two_hundred(applied: Program, server: MailServer) -> None:
    many = [f"user{number}@example.com" for number in range(199)]
    done = applied.run("send", "--json", *many, "unknown@example.com", stdin=MESSAGE)
    message = accepted(done, server)
    assert len(message.recipients) == 199
    check_sent(done)
    assert done.json["accepted"] == many
    assert done.json["refused"] == {"unknown@example.com": "550 5.1.1 No such mailbox"}
    human = applied.run("send", many[0], "unknown@example.com", stdin=MESSAGE)
    assert human.status == 0
    assert "unknown@example.com: 550 5.1.1 No such mailbox" in human.err


@pytest.mark.parametrize(
    ("local", "status", "code"),
    [("unknown", 69, "smtp.recipient.rejected"), ("later", 75, "smtp.greylisted")],
)
def test_all_refused(
    applied: Program, server: MailServer, local: str, status: int, code: str
) -> None:
    done = applied.run("send", "--json", f"{local}@example.com", stdin=MESSAGE)
    assert (done.status, done.code) == (status, code)
    check_sent(done)
    assert list(done.json["refused"]) == [f"{local}@example.com"]
    assert server.messages == []


def test_one_who_may_get_it_later_makes_it_temporary(applied: Program, server: MailServer) -> None:
    given = ("x@example.com", "later@example.com", "unknown@example.com")
    done = applied.run("send", "--json", *given, stdin=MESSAGE)
    assert done.status == 75
    check_sent(done)
    assert done.json["accepted"] == ["x@example.com"]
    assert set(done.json["refused"]) == {"later@example.com", "unknown@example.com"}
    done = applied.run("send", "--json", *given[1:], stdin=MESSAGE)
    assert (done.status, done.json["accepted"]) == (75, [])
    assert set(done.json["refused"]) == {"later@example.com", "unknown@example.com"}


def test_what_is_no_address_is_named_and_keeps_nobody_back(
    applied: Program, server: MailServer
) -> None:
    done = applied.run("send", "--json", "x@example.com", "a..b@x..y", stdin=MESSAGE)
    assert (done.status, done.json["accepted"]) == (0, ["x@example.com"])
    assert list(done.json["refused"]) == ["a..b@x..y"]
    assert done.json["failure"] is None


def test_a_conversation_on_standard_input_is_refused_clearly(applied: Program) -> None:
    done = applied.run("send", "-bs", stdin=b"EHLO x\r\n")
    assert done.status == 64
    assert "hubmail relay" in done.err
    assert applied.run("send", "-bm", "x@example.com", stdin=MESSAGE).status == 0


def test_the_senders_name_where_the_message_names_no_author(
    applied: Program, server: MailServer
) -> None:
    raw = b"Subject: x\n\nHello\n"
    done = applied.run("send", "-F", "Hub at work", "x@example.com", stdin=raw)
    message = message_from_bytes(accepted(done, server).content)
    assert message["From"] == "Hub at work <hub@example.com>"


def test_sending_is_no_test(applied: Program) -> None:
    shown = applied.run("show", "--json").json
    history = applied.run("history").out
    assert applied.run("send", "unknown@example.com", stdin=MESSAGE).status == 69
    assert applied.run("show", "--json").json == shown
    assert applied.run("history").out == history


def test_no_administrator_is_needed(
    plain: Program, write: Write, tmp_path: Path, secret_file: Path
) -> None:
    with mail_server.running(login=False) as server:
        file = write(server.document(smtp_authentication=False))
        assert plain.run("apply", file, "--recipient", "a@example.com").status == 0
        server.messages.clear()
        for path in (plain.folder, *plain.folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        done = plain.run("send", "x@example.com", stdin=MESSAGE, nobody=True)
        assert accepted(done, server).recipients == ("x@example.com",)
        assert plain.run("show", nobody=True).status == 77


def test_the_secret_may_come_from_a_file(
    applied: Program, server: MailServer, secret_file: Path
) -> None:
    done = applied.run(
        "send", "--secret-file", secret_file, "x@example.com", stdin=MESSAGE,
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
    )  # fmt: skip
    accepted(done, server)
