"""Save from the command line: what changes, what does not, and where a secret may go."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import mail_server
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.secret_service import entry_names
from tests.servers.loopback import closed_port

pytestmark = pytest.mark.secret_service


@pytest.fixture
def entries(secret_service: dict[str, str]) -> Callable[[], set[str]]:
    """Tells the names of all entries in the keyring."""
    return lambda: entry_names(secret_service)


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


def test_the_secret_stays_when_only_something_else_changes(
    applied: Program, server: MailServer, write: Write
) -> None:
    before = applied.settings()["secret"]
    done = applied.run("apply", write(server.document(sender="it@example.com")), "--json")
    assert done.status == 0
    assert done.json["fields"] == ["sender"]
    assert applied.settings()["secret"] == before
    assert server.messages[0].sender == "it@example.com"


def test_a_new_secret_gets_a_new_reference(
    applied: Program, server: MailServer, write: Write, entries: Callable[[], set[str]]
) -> None:
    before = applied.settings()["secret"]
    server.passwords = {"the next one"}
    done = applied.run(
        "apply", write(server.document()), "--secret-stdin", "--json", stdin=b"the next one\n"
    )
    assert done.status == 0
    assert done.json["fields"] == ["password"]
    assert applied.settings()["secret"] != before
    # It passed its test: the old one is nobody's any more.
    assert before not in entries()
    assert applied.settings()["secret"] in entries()


MOVES: dict[str, dict[str, object]] = {
    "host": {"host": "127.0.0.1"},
    "port": {"port": 2525},
    "weaker encryption": {"encryption": "none"},
    "pinned certificate": {"pinned_sha256": "ab" * 32},
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("command", ["apply", "test"])
def test_a_stored_secret_does_not_follow_a_changed_address(
    applied: Program, server: MailServer, write: Write, move: dict[str, object], command: str
) -> None:
    done = applied.run(command, write(server.document(**move)), "--json")
    assert done.status == 65
    assert done.errors == [("password", "field.secret_again")]
    assert done.json["failure"]["field"] == "password"
    assert done.json["revision"] == 1
    assert server.messages == []
    assert applied.settings()["revision"] == 1


@pytest.mark.parametrize("authority", [None, "another"])
def test_nor_does_it_follow_changed_trust(
    applied: Program, server: MailServer, write: Write, authority: str | None
) -> None:
    import trustme

    document = server.document()
    del document["ca_certificates"]
    if authority is not None:
        document["ca_certificates"] = trustme.CA().cert_pem.bytes().decode()
    assert applied.run("apply", write(document), "--json").errors == [
        ("password", "field.secret_again")
    ]


@pytest.mark.parametrize("change", [{"username": "other"}, {"encryption": "tls"}], ids=str)
def test_it_goes_along_where_it_goes_to_the_same_server_as_well_protected(
    applied: Program, server: MailServer, write: Write, change: dict[str, object]
) -> None:
    done = applied.run("test", write(server.document(**change)), "--json")
    assert done.errors == []
    assert done.status == 69


MICROSOFT = {
    "type": "microsoft-oauth2",
    "application_id": "11111111-2222-3333-4444-555555555555",
    "directory_id": "example.onmicrosoft.com",
}


def test_another_type_wants_a_secret_of_its_own(applied: Program, write: Write) -> None:
    document = {"sender": "hub@example.com", "authentication": MICROSOFT}
    done = applied.run("apply", write(document), "--json")
    assert done.status == 65
    assert done.errors == [("client_secret", "field.required")]


def custom(port: int, **changes: object) -> dict[str, object]:
    endpoints = {
        "authority": f"https://localhost:{port}",
        "graph": f"https://localhost:{port}",
    }
    login = {**MICROSOFT, "cloud": "custom", "endpoints": endpoints, **changes}
    return {"sender": "hub@example.com", "authentication": login}


CLOUD_MOVES: dict[str, dict[str, object]] = {
    "directory": {"directory_id": "other.onmicrosoft.com"},
    "cloud": {"cloud": "china", "endpoints": None},
    "endpoints": {"endpoints": {"authority": "https://localhost:1", "graph": "https://localhost"}},
}


@pytest.mark.parametrize("move", CLOUD_MOVES.values(), ids=CLOUD_MOVES)
def test_a_client_secret_does_not_follow_another_directory_or_cloud(
    program: Program, write: Write, secret_file: Path, move: dict[str, object]
) -> None:
    port = closed_port()
    saved = program.run("apply", write(custom(port)), "--secret-file", secret_file, "--json")
    assert saved.json["saved"] is True
    assert saved.code is not None
    assert saved.code.startswith(("oauth.", "network."))
    done = program.run("apply", write(custom(port, **move)), "--json")
    assert done.status == 65
    assert done.errors == [("client_secret", "field.secret_again")]


def test_a_change_of_type_takes_the_old_secret_away_once_it_is_proven(
    program: Program,
    server: MailServer,
    write: Write,
    secret_file: Path,
    entries: Callable[[], set[str]],
) -> None:
    program.run("apply", write(custom(closed_port())), "--secret-file", secret_file)
    old = program.settings()["secret"]
    done = program.run("apply", write(server.document()), "--secret-file", secret_file, "--json")
    assert done.status == 0
    assert done.json["fields"][0] == "type"
    assert old not in entries()
    assert "application_id" not in program.settings()["authentication"]


def test_without_a_login_neither_user_name_nor_secret_is_stored(
    program: Program, write: Write, secret_file: Path, entries: Callable[[], set[str]]
) -> None:
    with mail_server.running(login=False) as server:
        program.run("apply", write(server.document()), "--secret-file", secret_file)
        old = program.settings()["secret"]
        assert old in entries()
        without = server.document(smtp_authentication=False)
        done = program.run("apply", write(without), "--secret-file", secret_file, "--json")
        assert done.status == 0, done.err
    stored = program.settings()
    assert "secret" not in stored
    assert "username" not in stored["authentication"]
    assert old not in entries()
    assert program.run("show", "--json").json["secret_stored"] is False


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


def test_the_stored_settings_can_be_tried_with_another_secret(
    applied: Program, server: MailServer
) -> None:
    server.passwords = {"the next one"}
    done = applied.run("test", "--secret-stdin", "--json", stdin=b"the next one")
    assert done.status == 0
    assert done.json["saved"] is False
    server.passwords = {SECRET}
    assert applied.run("test").status == 0


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
