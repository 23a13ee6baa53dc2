"""``hubmail send``, called as programs call sendmail: options, senders and recipients."""

from __future__ import annotations

import os
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.cli import mail_server
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import NOBODY, Program
from tests.cli.sending import MESSAGE, accepted, body, check_sent

pytestmark = pytest.mark.secret_service


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


def test_no_recipient_at_all(applied: Program, server: MailServer) -> None:
    done = applied.run("send", "--json", stdin=MESSAGE)
    assert done.status == 64
    check_sent(done)
    assert server.messages == []


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
