"""Save from the command line: what changes, and what does not."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program

pytestmark = pytest.mark.secret_service


def test_the_same_file_again_changes_nothing_and_sends_nothing(
    applied: Program, server: MailServer, write: Write, secret_file: Path
) -> None:
    before = (applied.folder / "settings.json").read_bytes()
    history = (applied.folder / "history.jsonl").read_bytes()
    file = write(server.document())
    secret: list[str | Path] = ["--secret-file", secret_file]
    for given in ([], secret):
        done = applied.run("apply", file, *given, "--json")
        assert done.status == 0
        assert (done.json["saved"], done.json["changed"]) == (True, False)
        assert done.json["revision"] == 1
    assert server.messages == []
    assert (applied.folder / "settings.json").read_bytes() == before
    assert (applied.folder / "history.jsonl").read_bytes() == history
    assert "Nothing has changed" in applied.run("apply", file).out


def test_the_same_file_is_tested_again_when_its_last_test_failed(
    applied: Program, server: MailServer, write: Write
) -> None:
    assert applied.run("test", "--recipient", "later@example.com").status == 75
    done = applied.run("apply", write(server.document()), "--json")
    assert done.status == 0
    assert done.json["changed"] is False
    assert done.json["steps"]
    assert len(server.messages) == 1


def test_check_only_says_what_would_change(
    applied: Program, server: MailServer, write: Write
) -> None:
    before = {path.name: path.read_bytes() for path in applied.folder.iterdir()}
    same = applied.run("apply", write(server.document()), "--check", "--json")
    assert (same.status, same.json["changed"], same.json["fields"]) == (0, False, [])
    other = write(server.document(sender="it@example.com", sender_name="Hub"))
    done = applied.run("apply", other, "--check", "--json")
    assert (done.status, done.json["changed"], done.json["saved"]) == (0, True, False)
    assert done.json["fields"] == ["sender", "sender_name"]
    assert "sender, sender_name" in applied.run("apply", other, "--check").out
    secret = applied.run(
        "apply", write(server.document()), "--check", "--secret-stdin", "--json", stdin=b"another"
    )
    assert secret.json["fields"] == ["password"]
    assert {path.name: path.read_bytes() for path in applied.folder.iterdir()} == before
    assert server.messages == []


def test_check_refuses_what_apply_would_refuse(
    applied: Program, server: MailServer, write: Write
) -> None:
    done = applied.run(
        "apply", write(server.document(host="mail.example.com")), "--check", "--json"
    )
    assert done.status == 65
    assert done.errors == [("password", "field.secret_again")]


def test_what_is_stored_is_readable_by_its_owner_only(applied: Program) -> None:
    assert stat.S_IMODE(applied.folder.stat().st_mode) == 0o700
    for path in applied.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_what_is_stored_says_who_saved_it_and_when(applied: Program) -> None:
    document = applied.settings()
    assert document["schema"] == 1
    assert document["revision"] == 1
    assert document["saved_at"]
    assert document["saved_by"]


def test_no_encryption_is_said_with_every_result(
    applied: Program, server: MailServer, write: Write, secret_file: Path
) -> None:
    done = applied.run(
        "apply", write(server.document(encryption="none")), "--secret-file", secret_file, "--json"
    )
    assert "tls.none" in [warning["code"] for warning in done.json["warnings"]]


def test_a_save_that_cannot_send_stays_saved(
    applied: Program, server: MailServer, write: Write
) -> None:
    file = write(server.document(username="somebody else"))
    done = applied.run("apply", file)
    assert done.status == 69
    assert "Saved, but Hub cannot send mail for now." in done.err
    last = applied.run("show", "--json").json
    assert last["revision"] == 2
    assert last["last_test"]["ok"] is False
    assert last["last_test"]["changed"] is True
    assert last["last_test"]["failure"]["code"] == "smtp.auth.rejected"


def test_a_wrong_password_is_said_to_be_wrong(
    applied: Program, server: MailServer, write: Write
) -> None:
    done = applied.run(
        "apply", write(server.document()), "--secret-stdin", "--json", stdin=b"not the password"
    )
    assert done.status == 69
    assert done.code == "smtp.auth.rejected"
    assert done.json["failure"]["field"] == "password"
    assert (done.json["saved"], done.json["changed"]) == (True, True)


def test_a_test_of_a_file_saves_nothing(applied: Program, server: MailServer, write: Write) -> None:
    before = (applied.folder / "settings.json").read_bytes()
    done = applied.run("test", write(server.document(sender="it@example.com")), "--json")
    assert done.status == 0
    assert (done.json["saved"], done.json["changed"]) == (False, False)
    assert server.messages[0].sender == "it@example.com"
    assert (applied.folder / "settings.json").read_bytes() == before
    assert applied.run("show", "--json").json["last_test"]["message_id"] != done.json["message_id"]


def test_programs_that_save_at_the_same_time(
    applied: Program,
    server: MailServer,
    tmp_path: Path,
    secret_file: Path,
    entries: Callable[[], set[str]],
) -> None:
    before = entries() - {applied.settings()["secret"]}
    running = []
    for number in range(3):
        file = tmp_path / f"{number}.json"
        document = server.document(sender=f"hub{number}@example.com")
        file.write_text(json.dumps(document), encoding="utf-8")
        running.append(applied.start("apply", file, "--secret-file", secret_file, "--json"))
    results = [json.loads(one.communicate(timeout=60)[0]) for one in running]
    assert [result["failure"] for result in results] == [None] * 3
    assert sorted(result["revision"] for result in results) == [2, 3, 4]
    stored = applied.settings()
    assert stored["revision"] == 4
    assert applied.run("show", "--json").json["last_test"]["revision"] == 4
    # Nobody's secret is left behind.
    assert entries() - before == {stored["secret"]}
    assert applied.run("test").status == 0
