"""Commands at a terminal, in a pipe that closes, and without any outputs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import Write
from tests.cli.mail_server import MailServer
from tests.cli.program import OWN_CONSOLE, PATIENCE, SECRET, Program, command, interrupt
from tests.left_out import WINDOWS

if not WINDOWS:
    import pty
    import termios


def everything(terminal: int) -> str:
    """All that is written to a terminal until its program has ended."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.secret_service
def test_the_ladder_is_live_at_a_terminal(applied: Program) -> None:
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        command("test"), stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL,
        env=applied.variables(), cwd="/",
    )  # fmt: skip
    os.close(theirs)
    shown = everything(ours)
    os.close(ours)
    assert running.wait(PATIENCE) == 0
    assert "\r  …  Connection" in shown
    assert "\r  ✔  Connection" in shown
    assert "Accepted by localhost" in shown


@pytest.mark.secret_service
def test_a_secret_typed_at_a_terminal_is_not_shown(
    program: Program, server: MailServer, write: Write
) -> None:
    ours, theirs = pty.openpty()
    arguments = ("apply", str(write(server.document())), "--secret-stdin")
    running = subprocess.Popen(
        command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs,
        env=program.variables(), cwd="/", start_new_session=True,
    )  # fmt: skip
    shown = ""
    while "Secret: " not in shown:
        shown += os.read(ours, 65536).decode()
    assert not termios.tcgetattr(theirs)[3] & termios.ECHO
    os.close(theirs)
    os.write(ours, SECRET.encode() + b"\n")
    shown += everything(ours)
    os.close(ours)
    assert running.wait(PATIENCE) == 0, shown
    program.search_secrets(shown.encode(), "the terminal")


def test_whoever_reads_may_go(plain: Program) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command("faults"), stdout=writing, stderr=subprocess.PIPE, check=False,
        env=plain.variables(), timeout=PATIENCE,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("arguments", "status"), [("faults", 0), ("show", 78), ("apply -", 65), ("nonsense", 64)]
)
def test_a_program_without_inputs_or_outputs(
    plain: Program, closed: str, arguments: str, status: int
) -> None:
    shell = f'exec "{sys.executable}" -m hubmail_gui {arguments} {closed}'
    done = subprocess.run(
        ["sh", "-c", shell], capture_output=True, check=False, stdin=subprocess.DEVNULL,
        env=plain.variables(), timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("apply", "-"), ("send", "a@example.com")], ids=" ".join)
def test_ctrl_c_while_standard_input_is_read(plain: Program, arguments: tuple[str, ...]) -> None:
    running = subprocess.Popen(
        command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=plain.variables(), creationflags=OWN_CONSOLE,
    )  # fmt: skip
    assert running.stdin is not None
    # More than the pipe holds: once all of it is written, the program is reading.
    running.stdin.write(b" " * (1 << 20))
    running.stdin.flush()
    interrupt(running)
    assert running.wait(PATIENCE) == 75, "Ctrl-C was not noticed"
    assert running.stdout is not None
    assert running.stderr is not None
    assert b"[cancelled]" in running.stderr.read()
    for stream in (running.stdin, running.stdout, running.stderr):
        stream.close()


def test_a_letter_that_the_terminal_lacks_is_no_obstacle(plain: Program) -> None:
    done = plain.run("faults", "keyring.locked", "--lang", "fr", PYTHONIOENCODING="ascii:strict")
    assert done.status == 0
    assert "verrouille" in done.out
    assert "?" not in done.out
