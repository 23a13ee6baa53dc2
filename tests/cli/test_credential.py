"""Settings whose secret hubmail does not keep: a service manager gives it to each run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import RECIPIENT, Write
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program

MAIL = b"Subject: x\n\nhello\n"


@pytest.fixture
def machine(tmp_path: Path) -> Program:
    """A machine without any keyring."""
    return Program(
        tmp_path / "settings",
        {"EMAIL": RECIPIENT, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    """What systemd gives a unit. It is not among the program's own files."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "hubmail.secret").write_text(SECRET + "\n", "utf-8")
    return folder


@pytest.fixture
def applied(machine: Program, server: MailServer, write: Write, credentials: Path) -> Program:
    document = {**server.document(), "secret_store": "credential"}
    done = machine.run("apply", write(document), CREDENTIALS_DIRECTORY=str(credentials))
    assert done.status == 0, done.err
    server.messages.clear()
    return machine


def test_no_keyring_is_needed_and_no_secret_stored(applied: Program, credentials: Path) -> None:
    assert "secret" not in applied.settings()
    assert applied.settings()["secret_store"] == "credential"
    done = applied.run("show", "--json")
    assert (done.json["secret_stored"], done.json["last_test"]["ok"]) == (False, True)
    assert "Password: given at each run" in applied.run("show").out
    again = applied.run("test", "--json", CREDENTIALS_DIRECTORY=str(credentials))
    assert (again.status, again.json["saved"], again.json["revision"]) == (0, True, 1)


def test_applied_again_nothing_changes(
    applied: Program, server: MailServer, write: Write, credentials: Path
) -> None:
    document = {**server.document(), "secret_store": "credential"}
    done = applied.run("apply", write(document), "--json", CREDENTIALS_DIRECTORY=str(credentials))
    assert (done.status, done.json["changed"], done.json["steps"]) == (0, False, [])
    assert server.messages == []


def test_services_send_with_it(applied: Program, server: MailServer, credentials: Path) -> None:
    given = str(credentials)
    sent = applied.run("send", "bob@example.com", stdin=MAIL, CREDENTIALS_DIRECTORY=given)
    assert sent.status == 0
    file = credentials / "hubmail.secret"
    done = applied.run("send", "bob@example.com", "--secret-file", file, stdin=MAIL)
    assert done.status == 0
    assert len(server.messages) == 2


def test_a_run_that_is_not_given_it_says_so(applied: Program, server: MailServer) -> None:
    done = applied.run("test", "--json")
    assert (done.status, done.json["errors"][0]["field"]) == (65, "password")
    done = applied.run("send", "bob@example.com", "--json", stdin=MAIL)
    assert (done.status, done.json["failure"]["code"]) == (78, "keyring.missing")
    assert server.messages == []


def test_an_unknown_store(machine: Program, server: MailServer, write: Write) -> None:
    done = machine.run("apply", write({**server.document(), "secret_store": "file"}), "--json")
    assert (done.status, done.json["errors"][0]["field"]) == (65, "secret_store")


def test_restore_tests_with_the_secret_that_is_given(
    applied: Program, server: MailServer, write: Write, credentials: Path, tmp_path: Path
) -> None:
    there = str(credentials)
    good = applied.settings()
    other = write({**server.document(username="nobody"), "secret_store": "credential"})
    assert applied.run("apply", other, CREDENTIALS_DIRECTORY=there).status == 69
    assert applied.settings()["authentication"]["username"] == "nobody"
    without = applied.run("restore", "--json")
    assert (without.status, without.errors) == (65, [("password", "field.required")])
    assert applied.settings()["authentication"]["username"] == "nobody"
    done = applied.run("restore", "--json", CREDENTIALS_DIRECTORY=there)
    assert done.status == 0, done.err
    assert done.json["changed"] is True
    assert applied.settings()["authentication"] == good["authentication"]
    assert len(server.messages) == 1
    # A file that is named wins over the service manager's.
    wrong = tmp_path / "wrong"
    wrong.write_text("another one", "utf-8")
    failed = applied.run("restore", "--json", "--secret-file", wrong, CREDENTIALS_DIRECTORY=there)
    assert (failed.status, failed.code) == (69, "smtp.auth.rejected")
