"""Each exit status for a reason that really occurred (`docs/interface.md`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store.lock import Lock
from tests.cli.conftest import RECIPIENT, Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Done, Program
from tests.cli.results import check_failure
from tests.left_out import WINDOWS
from tests.secret_service import SessionBus, remove_entry, require_programs
from tests.servers.loopback import LoopbackServer, Peer, closed_port

pytestmark = pytest.mark.secret_service


def expect(done: Done, status: int, code: str) -> None:
    """The command ended so, for this reason, and the result says the same."""
    assert done.status == status, done.err
    assert done.code == code
    check_failure(done.json["failure"])


# ------------------------------------------------------------------ 69 and 75: the server


@pytest.mark.parametrize(
    ("local", "status", "code"),
    [("unknown", 69, "smtp.recipient.rejected"), ("later", 75, "smtp.greylisted")],
)
def test_refused_for_good_or_for_now(applied: Program, local: str, status: int, code: str) -> None:
    done = applied.run("test", "--json", "--recipient", f"{local}@example.com")
    expect(done, status, code)
    assert done.json["failure"]["temporary"] is (status == 75)


def test_nobody_listens(applied: Program, server: MailServer, write: Write) -> None:
    other = write(server.document(port=closed_port(), smtp_authentication=False))
    expect(applied.run("test", other, "--json"), 75, "network.refused")


def test_no_such_name(applied: Program, server: MailServer, write: Write) -> None:
    other = write(server.document(host="mail.invalid", smtp_authentication=False))
    done = applied.run("test", other, "--json")
    assert done.code in {"network.name_not_found", "network.name_timeout"}
    assert done.status == (69 if done.code == "network.name_not_found" else 75)


def silent(peer: Peer) -> None:
    peer.hold()


def test_a_server_that_says_nothing_within_the_timeout(
    applied: Program, server: MailServer, write: Write
) -> None:
    with LoopbackServer(silent) as quiet:
        document = server.document(port=quiet.port, smtp_authentication=False)
        # Enough to have connected on a busy machine; that nothing comes is what is waited for.
        expect(applied.run("test", write(document), "--json", "--timeout", "5"), 75, "smtp.silent")
        in_file = write({**document, "timeout": 5})
        expect(applied.run("test", in_file, "--json"), 75, "smtp.silent")


# ------------------------------------------------------------------ 77: no rights


@pytest.mark.parametrize(
    "arguments",
    [("apply", "-"), ("apply", "--check", "-"), ("test",), ("test", "-"), ("show",),
     ("show", "--expiry"), ("history",), ("restore",)],
    ids=" ".join,
)  # fmt: skip
def test_only_administrators(plain: Program, arguments: tuple[str, ...]) -> None:
    done = plain.run(*arguments, "--json", nobody=True)
    assert done.status == 77
    assert done.code == "access.not_administrator"
    human = plain.run(*arguments, nobody=True)
    assert human.status == 77
    assert "administrator" in human.err
    assert human.out == ""


@pytest.mark.parametrize("arguments", [("faults",), ("schema",), ("--version",), ("--help",)])
def test_what_anybody_may_know(plain: Program, arguments: tuple[str, ...]) -> None:
    assert plain.run(*arguments, nobody=True).status == 0


@pytest.fixture
def bus() -> Iterator[SessionBus]:
    """A session of this test's own, with an unlocked keyring."""
    require_programs()
    with SessionBus() as session:
        session.start_keyring()
        yield session


def test_a_locked_keyring(
    bus: SessionBus, server: MailServer, write: Write, secret_file: Path, tmp_path: Path
) -> None:
    program = Program(tmp_path / "settings", {**bus.environment, "EMAIL": RECIPIENT})
    file = write(server.document())
    assert program.run("apply", file, "--secret-file", secret_file).status == 0
    before = (program.folder / "settings.json").read_bytes()
    bus.lock_keyring()
    expect(program.run("test", "--json"), 77, "keyring.locked")
    expect(program.run("send", "a@example.com", "--json", stdin=b"Hi"), 77, "keyring.locked")
    changed = program.run("apply", file, "--secret-stdin", "--json", stdin=b"another")
    expect(changed, 77, "keyring.locked")
    assert changed.json["saved"] is False
    assert changed.json["revision"] == 1
    assert (program.folder / "settings.json").read_bytes() == before
    # What needs no secret still works.
    assert program.run("show").status == 0
    assert program.run("apply", file, "--json").code is not None


# ------------------------------------------------------------------ 78: nothing usable

NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}
NO_KEYRING = {
    **({} if WINDOWS else {"no bus": (NO_BUS, "keyring.unavailable")}),
    "null": ({"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}, "keyring.insecure"),
    "fail": ({"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}, "keyring.unavailable"),
}


@pytest.mark.parametrize(("variables", "code"), NO_KEYRING.values(), ids=NO_KEYRING)
def test_no_usable_keyring(
    applied: Program, server: MailServer, write: Write, variables: dict[str, str], code: str
) -> None:
    before = (applied.folder / "settings.json").read_bytes()
    program = replace(applied, environment={**applied.environment, **variables})
    expect(program.run("test", "--json"), 78, code)
    file = write(server.document(username="other"))
    done = program.run("apply", file, "--secret-stdin", "--json", stdin=b"another")
    expect(done, 78, code)
    assert (done.json["saved"], done.json["changed"]) == (False, False)
    assert (applied.folder / "settings.json").read_bytes() == before


def test_an_entry_that_was_removed_from_the_keyring(
    applied: Program,
    server: MailServer,
    write: Write,
    secret_file: Path,
    secret_service: dict[str, str],
) -> None:
    remove_entry(secret_service, applied.settings()["secret"])
    done = applied.run("test", "--json")
    expect(done, 78, "keyring.missing")
    assert done.json["failure"]["field"] == "password"
    again = applied.run("apply", write(server.document()), "--secret-file", secret_file, "--json")
    assert again.status == 0
    assert again.json["fields"] == ["password"]


UNREADABLE = {
    "no JSON": (b"{", "settings.corrupt"),
    "empty": (b"", "settings.corrupt"),
    "a list": (b"[]", "settings.corrupt"),
    "newer": (b'{"schema": 2, "authentication": {}}', "settings.newer"),
    "unknown key": (b'{"schema": 1, "colour": 1, "authentication": {}}', "settings.corrupt"),
    "a password": (b'{"schema": 1, "secret": "x", "authentication": {}}', "settings.corrupt"),
}


@pytest.mark.parametrize(("content", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_stored_settings_that_cannot_be_read_are_left_alone(
    program: Program, server: MailServer, write: Write, content: bytes, code: str
) -> None:
    program.folder.mkdir()
    (program.folder / "settings.json").write_bytes(content)
    (program.folder / "last-good.json").write_bytes(content)
    file = write(server.document(smtp_authentication=False))
    for arguments in (["show"], ["test"], ["test", file], ["restore"], ["apply", file]):
        expect(program.run(*arguments, "--json"), 78, code)
    expect(program.run("send", "a@example.com", "--json", stdin=b"Hi"), 78, code)
    assert (program.folder / "settings.json").read_bytes() == content
    assert program.run("history", "--json").json == {"history": [], "failure": None}


@pytest.mark.parametrize("key", ["port", "timeout"])
def test_a_value_that_was_broken_by_hand_is_named(applied: Program, key: str) -> None:
    document = applied.settings()
    target = document["authentication"] if key == "port" else document
    target[key] = 99999
    (applied.folder / "settings.json").write_text(json.dumps(document), encoding="utf-8")
    done = applied.run("show", "--json")
    expect(done, 78, "settings.corrupt")
    assert done.json["failure"]["params"]["key"] == key


def test_a_folder_that_is_none(plain: Program, server: MailServer, write: Write) -> None:
    plain.folder.parent.mkdir(exist_ok=True)
    plain.folder.write_text("a file", encoding="utf-8")
    expect(plain.run("show", "--json"), 78, "settings.not_a_file")


def test_a_folder_that_cannot_be_written(
    applied: Program, server: MailServer, write: Write
) -> None:
    """Even root cannot write where a folder stands in the place of the file."""
    (applied.folder / "settings.json").chmod(0o400)
    done = applied.run("apply", write(server.document(sender="it@example.com")), "--json")
    expect(done, 78, "settings.unwritable")
    assert (done.json["saved"], done.json["revision"]) == (False, 1)
    assert applied.settings()["sender"] == "hub@example.com"


def test_another_program_is_saving(applied: Program, server: MailServer, write: Write) -> None:
    file = write(server.document(sender="it@example.com"))
    with Lock(str(applied.folder / "settings.lock"), Cancel()):
        done = applied.run("apply", file, "--json")
        assert applied.run("show").status == 0
    expect(done, 75, "settings.locked")
    assert done.json["failure"]["temporary"] is True
    assert done.json["saved"] is False
    assert applied.run("apply", file).status == 0


def test_what_cannot_be_written_down_has_happened_all_the_same(
    applied: Program, server: MailServer, write: Write
) -> None:
    with Lock(str(applied.folder / "state.lock"), Cancel()):
        done = applied.run("apply", write(server.document(sender="it@example.com")), "--json")
    assert done.status == 0
    assert (done.json["ok"], done.json["saved"], done.json["changed"]) == (True, True, True)
    assert [warning["code"] for warning in done.json["warnings"]] == ["settings.locked"]
    assert applied.settings()["sender"] == "it@example.com"
    assert len(server.messages) == 1
