"""The stored secret: when it stays, where it may go, and when it is taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import mail_server
from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.servers.loopback import closed_port

pytestmark = pytest.mark.secret_service


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


def test_the_stored_settings_can_be_tried_with_another_secret(
    applied: Program, server: MailServer
) -> None:
    server.passwords = {"the next one"}
    done = applied.run("test", "--secret-stdin", "--json", stdin=b"the next one")
    assert done.status == 0
    assert done.json["saved"] is False
    server.passwords = {SECRET}
    assert applied.run("test").status == 0
