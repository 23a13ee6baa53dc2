"""A save that failed, the way back, and what is remembered of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Program
from tests.cli.results import check_result
from tests.left_out import WINDOWS

pytestmark = pytest.mark.secret_service


def test_the_last_good_settings_come_back_with_their_secret_and_are_tested(
    applied: Program, server: MailServer, write: Write
) -> None:
    good = applied.settings()
    file = write(server.document(sender="it@example.com"))
    failed = applied.run("apply", file, "--secret-stdin", "--json", stdin=b"a wrong one")
    assert (failed.status, failed.json["saved"], failed.json["changed"]) == (69, True, True)
    done = applied.run("restore", "--json")
    check_result(done.json)
    assert done.status == 0
    assert (done.json["ok"], done.json["saved"], done.json["changed"]) == (True, True, True)
    assert done.json["revision"] == 3
    assert done.json["fields"] == ["sender", "password"]
    now = applied.settings()
    assert now["secret"] == good["secret"]
    assert now["sender"] == good["sender"]
    assert len(server.messages) == 1
    assert applied.run("test").status == 0


def test_it_says_which_settings_come_back_and_what_that_changes(
    applied: Program, server: MailServer, write: Write
) -> None:
    file = write(server.document(sender="it@example.com"))
    applied.run("apply", file, "--secret-stdin", stdin=b"a wrong one")
    done = applied.run("restore")
    assert done.status == 0
    assert f"localhost:{server.port}, tested today at " in done.err
    assert "Sender email: it@example.com → " in done.err
    assert "Password: changed" in done.err


def test_restoring_what_is_stored_only_tests_it(applied: Program, server: MailServer) -> None:
    before = (applied.folder / "settings.json").read_bytes()
    done = applied.run("restore", "--json")
    assert done.status == 0
    assert (done.json["changed"], done.json["revision"]) == (False, 1)
    assert len(server.messages) == 1
    assert (applied.folder / "settings.json").read_bytes() == before


def test_a_failed_test_leaves_the_last_good_settings_good(
    applied: Program, server: MailServer, write: Write
) -> None:
    good = (applied.folder / "last-good.json").read_bytes()
    assert applied.run("test", "--recipient", "unknown@example.com").status == 69
    applied.run("apply", write(server.document(username="somebody else")))
    assert (applied.folder / "last-good.json").read_bytes() == good


def test_nothing_that_ever_passed(
    program: Program, server: MailServer, write: Write, secret_file: Path
) -> None:
    server.passwords = set()
    file = write(server.document())
    assert program.run("apply", file, "--secret-file", secret_file).status == 69
    done = program.run("restore", "--json")
    assert done.status == 78
    assert done.code == "settings.missing"
    assert done.json["failure"]["params"]["path"].endswith("last-good.json")
    assert done.json["revision"] == 1


def without(text: str, *keys: str) -> str:
    document = {**json.loads(text), "authentication": None}
    return json.dumps({key: one for key, one in document.items() if key not in keys})


DAMAGE: dict[str, Callable[[str], str]] = {
    "a comma too many": lambda text: text.replace(",", ",,", 1),
    "nothing": lambda _text: "",
    "an unknown key": lambda text: text.replace('"sender"', '"zender"'),
    "a group that is none": without,
    "a revision that is none": lambda text: without(text, "revision"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_settings_give_way_to_the_last_good_ones_and_are_put_aside(
    applied: Program, server: MailServer, write: Write, kind: str
) -> None:
    file = write(server.document(sender="it@example.com"))
    applied.run("apply", file, "--secret-stdin", stdin=b"a wrong one")
    path, aside = applied.folder / "settings.json", applied.folder / "settings.json.damaged"
    damaged = DAMAGE[kind](path.read_text("utf-8"))
    path.write_text(damaged, encoding="utf-8")
    assert applied.run("show", "--json").code == "settings.corrupt"
    done = applied.run("restore", "--json")
    check_result(done.json)
    assert (done.status, done.json["revision"], done.json["saved"]) == (0, 3, True)
    assert "settings.put_aside" in {one["code"] for one in done.json["warnings"]}
    assert aside.read_text("utf-8") == damaged
    assert WINDOWS or aside.stat().st_mode & 0o077 == 0
    assert applied.run("show", "--json").json["settings"]["sender"] == "hub@example.com"
    assert not (applied.folder / "journal.json").exists()
    again = applied.run("restore", "--json")
    assert (again.json["changed"], again.json["warnings"]) == (False, [])


def test_settings_of_a_newer_version_stay(applied: Program) -> None:
    path = applied.folder / "settings.json"
    newer = path.read_text("utf-8").replace('"schema": 1', '"schema": 2')
    path.write_text(newer, encoding="utf-8")
    done = applied.run("restore", "--json")
    assert (done.status, done.code) == (78, "settings.newer")
    assert path.read_text("utf-8") == newer


def test_restored_settings_that_fail_now_say_so(applied: Program, server: MailServer) -> None:
    server.passwords = {"changed at the server"}
    done = applied.run("restore", "--json")
    assert done.status == 69
    assert done.code == "smtp.auth.rejected"
    assert (done.json["saved"], done.json["changed"]) == (True, False)


def test_the_history_tells_who_did_what_with_which_result(
    applied: Program, server: MailServer, write: Write
) -> None:
    applied.run("test", write(server.document(sender_name="Hub")))
    applied.run("apply", write(server.document(username="somebody else")))
    applied.run("restore")
    document = applied.run("history", "--json").json
    assert document.keys() == {"history", "failure"}
    assert document["failure"] is None
    entries = document["history"]
    for entry in entries:
        assert entry.keys() == {"at", "who", "action", "revision", "fields", "ok", "code"}
        assert datetime.fromisoformat(entry["at"]).tzinfo is not None
        assert entry["who"]
    told = [(one["action"], one["revision"], one["ok"], one["code"]) for one in entries]
    assert told == [
        ("changed", 1, True, None),
        ("tested", 1, True, None),
        ("tested", None, True, None),
        ("changed", 2, True, None),
        ("tested", 2, False, "smtp.auth.rejected"),
        ("restored", 3, True, None),
        ("tested", 3, True, None),
    ]
    assert "password" in entries[0]["fields"]
    assert entries[3]["fields"] == ["username"]
    assert entries[5]["fields"] == ["username"]
    lines = applied.run("history").out.splitlines()
    assert len(lines) == len(entries)
    assert "smtp.auth.rejected" in lines[4]
    assert "#2" in lines[4]
    french = applied.run("history", "--lang", "fr").out
    assert french.splitlines()[0] != lines[0]


def test_a_damaged_history_is_read_as_far_as_it_goes(applied: Program) -> None:
    path = applied.folder / "history.jsonl"
    path.write_bytes(b'{"action": "tested"}\nnonsense\n[]\n\xff\n' + path.read_bytes())
    entries = applied.run("history", "--json").json["history"]
    assert entries[0] == {
        "at": "", "who": "", "action": "tested", "revision": None, "fields": [], "ok": False,
        "code": None,
    }  # fmt: skip
    assert len(entries) == 3
    assert applied.run("history").status == 0


def test_no_history_yet(plain: Program) -> None:
    assert plain.run("history", "--json").json == {"history": [], "failure": None}
    assert plain.run("history").out == ""
    assert not plain.folder.exists()


def test_looking_changes_nothing(applied: Program) -> None:
    before = {path.name: path.read_bytes() for path in applied.folder.iterdir()}
    for arguments in (["show"], ["show", "--json"], ["show", "--expiry"], ["history"]):
        assert applied.run(*arguments).status == 0
    assert {path.name: path.read_bytes() for path in applied.folder.iterdir()} == before


def test_settings_put_there_by_hand(
    program: Program, server: MailServer, write: Write, secret_file: Path
) -> None:
    program.folder.mkdir(mode=0o700)
    document = server.document(smtp_authentication=False)
    (program.folder / "settings.json").write_text(json.dumps(document), encoding="utf-8")
    shown = program.run("show", "--json")
    assert shown.status == 0
    assert (shown.json["revision"], shown.json["last_test"]) == (0, None)
    assert program.run("test", "--json").code == "smtp.auth.required"
    done = program.run("apply", write(server.document()), "--secret-file", secret_file, "--json")
    assert (done.status, done.json["revision"]) == (0, 1)
