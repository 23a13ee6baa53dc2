"""With --json there is exactly one object on standard output, whole, whatever happens."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.cli.conftest import RECIPIENT, Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.results import SMTP_STEPS, check_failure, check_result

pytestmark = pytest.mark.secret_service


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple[str, ...]
    status: int
    code: str
    stdin: bytes = b""


# Nothing is stored, there is no keyring, and nobody has an address.
FAILING = (
    Call("test", ("test",), 78, "settings.missing"),
    Call("restore", ("restore",), 78, "settings.missing"),
    Call("apply nothing", ("apply", "-"), 65, "settings.invalid"),
    Call("apply a list", ("apply", "-"), 65, "settings.invalid", b"[]"),
    Call("apply no JSON", ("apply", "-"), 65, "settings.invalid", b"{"),
    Call("apply a missing file", ("apply", "/nowhere/at/all.json"), 78, "settings.corrupt"),
    Call("apply a folder", ("apply", "/"), 78, "settings.corrupt"),
    Call("test a missing file", ("test", "/nowhere/at/all.json"), 78, "settings.corrupt"),
    Call("check", ("apply", "--check", "-"), 65, "settings.invalid", b"{}"),
    Call("no such option", ("apply", "--nonsense", "-"), 64, "settings.invalid"),
    Call("no such command", ("aply", "-"), 64, "settings.invalid"),
    Call("no window", (), 64, "settings.invalid"),
)


@pytest.mark.parametrize("call", FAILING, ids=lambda call: call.name)
def test_a_command_that_fails_gives_the_whole_result(plain: Program, call: Call) -> None:
    done = plain.run(*call.arguments, "--json", stdin=call.stdin)
    assert done.status == call.status
    assert done.code == call.code
    check_result(done.json)
    assert (done.json["saved"], done.json["revision"], done.json["steps"]) == (False, None, [])


# What tells of each recipient has an object of its own.
SENDING = (
    Call("send", ("send", "a@example.com"), 78, "settings.missing", b"Hello"),
    Call("send to nobody", ("send",), 64, "settings.invalid", b"Hello"),
)


@pytest.mark.parametrize("call", SENDING, ids=lambda call: call.name)
def test_sending_that_fails_tells_of_nobody(plain: Program, call: Call) -> None:
    done = plain.run(*call.arguments, "--json", stdin=call.stdin)
    assert (done.status, done.code) == (call.status, call.code)
    check_failure(done.json["failure"])
    assert (done.json["accepted"], done.json["refused"]) == ([], {})


EMPTY: dict[str, dict[str, object]] = {
    "show": {"settings": None, "revision": None, "secret_stored": False, "last_test": None},
    "history": {"history": []},
}


@pytest.mark.parametrize(("command", "empty"), EMPTY.items(), ids=EMPTY)
def test_what_only_looks_fails_in_its_own_form(
    plain: Program, command: str, empty: dict[str, object]
) -> None:
    done = plain.run(command, "--json", nobody=True)
    assert done.status == 77
    assert done.code == "access.not_administrator"
    check_failure(done.json["failure"])
    assert {key: done.json[key] for key in empty} == empty


def test_a_fault_that_does_not_exist(plain: Program) -> None:
    done = plain.run("faults", "smtp.no_such_thing", "--json")
    assert done.status == 64
    assert done.json["faults"] == []
    check_failure(done.json["failure"])
    assert "smtp.no_such_thing" in done.err


def test_a_save_that_worked(applied: Program, server: MailServer, write: Write) -> None:
    done = applied.run("apply", write(server.document(sender_name="Hub")), "--json")
    document = done.json
    check_result(document)
    assert [step["name"] for step in document["steps"]] == SMTP_STEPS
    assert {step["state"] for step in document["steps"]} == {"ok"}
    assert document["ok"]
    assert document["saved"]
    assert document["changed"]
    assert document["revision"] == 2
    assert document["recipient"] == RECIPIENT
    assert document["route"] == "smtp"
    assert document["reply"].startswith("250 2.0.0 Ok: queued as")
    (message,) = server.messages
    assert document["message_id"].encode() in message.content
    assert document["receipt_code"].encode() in message.content
    assert len(document["receipt_code"]) == 6
    assert document["receipt_code"].isdecimal()
    said = [line["text"] for line in document["transcript"] if line["from"] == "client"]
    assert "QUIT" in said


def test_a_test_that_failed(applied: Program) -> None:
    done = applied.run("test", "--json", "--recipient", "unknown@example.com")
    check_result(done.json)
    failure = done.json["failure"]
    assert failure["code"] == "smtp.recipient.rejected"
    assert failure["reply"] == "550 5.1.1 No such mailbox"
    assert failure["temporary"] is False
    assert [step["state"] for step in done.json["steps"]] == ["ok"] * 5 + ["failed"]
    assert done.json["receipt_code"] is None
    assert done.json["reply"] is None
    assert done.json["transcript"]


def test_show_has_everything_but_the_secret(applied: Program, server: MailServer) -> None:
    document = applied.run("show", "--json").json
    assert document.keys() >= {"settings", "revision", "secret_stored", "last_test", "failure"}
    assert document["settings"]["authentication"]["port"] == server.port
    assert "secret" not in document["settings"]
    assert document["secret_stored"] is True
    assert document["revision"] == 1
    assert document["failure"] is None
    check_result(document["last_test"], transcript=False)
    assert "transcript" not in document["last_test"]


def test_show_before_any_test(applied: Program) -> None:
    (applied.folder / "result.json").unlink()
    assert applied.run("show", "--json").json["last_test"] is None


def test_a_damaged_last_test_counts_as_none(applied: Program) -> None:
    damaged = '{"revision": 1, "at": 5, "failure": {"code": "no.such.code"}, "warnings": []}'
    (applied.folder / "result.json").write_text(damaged, encoding="utf-8")
    done = applied.run("show", "--json")
    assert done.status == 0
    assert done.json["last_test"] is None
    assert applied.run("show").status == 0


def test_nothing_to_do_is_a_whole_result_too(
    applied: Program, server: MailServer, write: Write
) -> None:
    document = applied.run("apply", write(server.document()), "--json").json
    check_result(document)
    assert (document["ok"], document["saved"], document["changed"]) == (True, True, False)
    assert document["route"] == "smtp"
    assert document["steps"] == []


def test_letters_that_the_terminal_lacks_do_not_falsify_the_object(
    applied: Program, server: MailServer, write: Write
) -> None:
    applied.run("apply", write(server.document(sender_name="Müller €")))
    done = applied.run("show", "--json", PYTHONIOENCODING="ascii")
    assert done.json["settings"]["sender_name"] == "Müller €"


def test_without_json_results_and_messages_keep_to_their_outputs(applied: Program) -> None:
    failed = applied.run("test", "--recipient", "unknown@example.com")
    assert "550 5.1.1 No such mailbox" in failed.err
    assert "[smtp.recipient.rejected]" in failed.err
    assert "[smtp.recipient.rejected]" not in failed.out
    assert applied.run("show").err == ""
