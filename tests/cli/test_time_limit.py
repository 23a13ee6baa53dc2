"""``--timeout`` bounds the whole command: keyring, its prompt, pipes and the terminal included.

What is not bounded waits for a minute or for ever here; no run may take half of that.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hubmail_gui.core.cancel import Cancel
from tests.cli.conftest import RECIPIENT, Write
from tests.cli.mail_server import MailServer
from tests.cli.program import Done, Program, command
from tests.left_out import WINDOWS
from tests.secret_service import SessionBus, prompter_that_never_asks, require_programs
from tests.servers.loopback import LoopbackServer, Peer

if not WINDOWS:
    import pty

# Half of the shortest wait that is not bounded, on a busy machine.
LONGEST = 30.0


def ended(program: Program, *arguments: str | Path, stdin: int | None = None) -> Done:
    """A command that ends in time, with ``--timeout 1``."""
    done = subprocess.run(
        command(*map(str, arguments), "--timeout", "1"), check=False, timeout=LONGEST, cwd="/",
        stdin=subprocess.DEVNULL if stdin is None else stdin, capture_output=True,
        env=program.variables(),
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def bus() -> Iterator[SessionBus]:
    require_programs()
    with SessionBus() as session:
        session.start_keyring()
        yield session


@pytest.fixture
def tested(
    bus: SessionBus, server: MailServer, write: Write, secret_file: Path, tmp_path: Path
) -> Program:
    """Settings that passed their test, with their secret in that session's keyring."""
    program = Program(tmp_path / "settings", {**bus.environment, "EMAIL": RECIPIENT})
    file = write(server.document())
    assert program.run("apply", file, "--secret-file", secret_file).status == 0
    return program


@pytest.fixture
def frozen(bus: SessionBus, tested: Program) -> Program:
    """A keyring that never answers again."""
    bus.freeze_keyring()
    return tested


@pytest.mark.secret_service
@pytest.mark.parametrize("arguments", ["test", "restore", "send a@example.com", "apply"])
def test_a_keyring_that_hangs(
    frozen: Program, write: Write, server: MailServer, secret_file: Path, arguments: str
) -> None:
    given = arguments.split()
    if given == ["apply"]:
        given += [str(write(server.document(username="other"))), f"--secret-file={secret_file}"]
    with (frozen.folder.parent / "mail").open("w+b") as mail:
        mail.write(b"Subject: x\n\nHi\n")
        mail.seek(0)
        done = ended(frozen, *given, "--json", stdin=mail.fileno())
    assert done.code in {"keyring.unavailable", "keyring.locked"}
    assert done.status in {77, 78}


@pytest.mark.secret_service
@pytest.mark.parametrize("arguments", ["test", "restore", "send a@example.com", "apply"])
@pytest.mark.parametrize("asked", [True, False], ids=["prompt", "no screen"])
def test_a_keyring_that_is_locked(
    bus: SessionBus,
    tested: Program,
    write: Write,
    server: MailServer,
    secret_file: Path,
    arguments: str,
    asked: bool,
) -> None:
    """Its prompt stands there and nobody answers it; or there is no screen to ask on."""
    given = arguments.split()
    if given == ["apply"]:
        given += [str(write(server.document(username="other"))), f"--secret-file={secret_file}"]
    before = (tested.folder / "settings.json").read_bytes()
    server.messages.clear()
    bus.lock_keyring()
    address = bus.environment["DBUS_SESSION_BUS_ADDRESS"]
    with ExitStack() as stack:
        ordered = stack.enter_context(prompter_that_never_asks(address)) if asked else None
        mail = stack.enter_context((tested.folder.parent / "mail").open("w+b"))
        mail.write(b"Subject: x\n\nHi\n")
        mail.seek(0)
        done = ended(tested, *given, "--json", stdin=mail.fileno())
        assert ordered is None or ordered.is_set()
    assert (done.code, done.status) == ("keyring.locked", 77)
    assert (tested.folder / "settings.json").read_bytes() == before
    assert not server.messages


@pytest.mark.secret_service
def test_what_was_left_behind_is_cleared_up_within_it(frozen: Program) -> None:
    references = [f"hubmail-{number:032x}" for number in range(20)]
    journal = frozen.folder / "journal.json"
    journal.write_text(json.dumps({"references": references}), encoding="utf-8")
    assert ended(frozen, "show", "--json").status == 0
    assert journal.exists()


def test_a_file_that_never_ends(plain: Program, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    assert ended(plain, "apply", fifo, "--json").code == "settings.corrupt"
    file = tmp_path / "s.json"
    file.write_text("{}", encoding="utf-8")
    late = ended(plain, "apply", file, "--secret-file", fifo, "--json")
    assert late.errors == [("secret", "secret.unreadable")]


def test_a_standard_input_that_never_ends(plain: Program, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        assert ended(plain, "apply", "-", "--json", stdin=reading).code == "settings.corrupt"
        late = ended(plain, "send", "a@example.com", "--json", stdin=reading)
        assert late.errors == [("message", "message.unreadable")]
        file = tmp_path / "s.json"
        file.write_text("{}", encoding="utf-8")
        late = ended(plain, "apply", file, "--secret-stdin", "--json", stdin=reading)
        assert late.errors == [("secret", "secret.unreadable")]
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("source", ["/dev/zero", "large"])
def test_an_input_without_bounds(plain: Program, tmp_path: Path, source: str) -> None:
    path = Path(source)
    if source == "large":
        path = tmp_path / "large"
        with path.open("wb") as file:
            file.truncate(1 << 40)
    assert ended(plain, "apply", path, "--json").errors == [("", "field.not_json")]
    settings = tmp_path / "s.json"
    settings.write_text("{}", encoding="utf-8")
    done = ended(plain, "apply", settings, "--secret-file", path, "--json")
    assert done.errors == [("secret", "secret.unreadable")]
    with path.open("rb") as file:
        done = ended(plain, "apply", "-", "--json", stdin=file.fileno())
        assert done.errors == [("", "field.not_json")]
        done = ended(plain, "send", "a@example.com", "--json", stdin=file.fileno())
    assert done.errors[0][0] == "message"


def test_nobody_types(plain: Program, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text("{}", encoding="utf-8")
    ours, theirs = pty.openpty()
    try:
        done = ended(plain, "apply", file, "--secret-stdin", "--json", stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.errors == [("secret", "secret.unreadable")]


def test_what_a_shell_makes_for_it_is_read(plain: Program, tmp_path: Path) -> None:
    """As ``hubmail apply <(make-settings)``: a pipe behind a link, that fills later."""
    reading, writing = os.pipe()
    later = subprocess.Popen(
        ["sh", "-c", "read -r go; echo '[1]'"], stdin=subprocess.PIPE, stdout=writing
    )
    os.close(writing)
    running = subprocess.Popen(
        command("apply", f"/dev/fd/{reading}", "--json"), pass_fds=[reading],
        env=plain.variables(), stdout=subprocess.PIPE,
    )  # fmt: skip
    os.close(reading)
    later.communicate(b"go\n")
    out, _err = running.communicate(timeout=LONGEST)
    assert json.loads(out)["errors"][0]["code"] == "field.type"


@pytest.mark.secret_service
@pytest.mark.parametrize(("said", "in_file"), [("5", 60), (None, 5)])
def test_what_is_said_wins_over_the_file(
    applied: Program, server: MailServer, write: Write, said: str | None, in_file: int
) -> None:
    with LoopbackServer(lambda peer: Peer.hold(peer)) as quiet:
        document = {
            **server.document(port=quiet.port, smtp_authentication=False),
            "timeout": in_file,
        }
        more = ["--timeout", said] if said else []
        done = subprocess.run(
            command("test", str(write(document)), "--json", *more), check=False, timeout=LONGEST,
            capture_output=True, env=applied.variables(),
        )  # fmt: skip
    assert json.loads(done.stdout)["failure"]["code"] == "smtp.silent"


def test_sixty_said_is_not_sixty_unsaid() -> None:
    from hubmail_gui.core.watch import TEST_SECONDS, Watch

    assert Watch().seconds == Watch(seconds=TEST_SECONDS).seconds
    assert (Watch().limited, Watch(seconds=TEST_SECONDS).limited) == (False, True)


def test_a_last_moment_bounds_every_wait() -> None:
    assert Cancel().left(5.0) == 5.0
    assert Cancel(until=0.0).left(5.0) == 0.0
    assert Cancel(until=float("inf")).left(5.0) == 5.0
