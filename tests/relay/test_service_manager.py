"""What a service manager and the relay say to each other: sd_listen_fds(3), sd_notify(3)."""

from __future__ import annotations

import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.mail_server import MailServer
from tests.cli.program import Program, command
from tests.relay.running import MAIL

pytestmark = pytest.mark.secret_service

SECONDS = 60.0


@contextmanager
def activated(
    program: Program, listening: socket.socket, *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A relay that is given a socket which somebody else opened."""
    number = listening.fileno()
    script = f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{number}'
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", *command("relay", *more)],
        env=program.variables(), pass_fds=[number], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_socket_that_is_passed_is_taken_over(applied: Program, server: MailServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with activated(applied, listening) as process:
            assert process.stderr is not None
            assert process.stderr.readline() == f"listening on 127.0.0.1:{port}\n".encode()
            # The first client waits for the service to start, and is served.
            with smtplib.SMTP("127.0.0.1", port, "client.example.com", timeout=SECONDS) as client:
                client.sendmail("hub@example.com", "bob@example.com", MAIL)
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0
    assert len(server.messages) == 1


def test_a_passed_socket_that_others_reach_needs_a_login(applied: Program) -> None:
    with (
        socket.create_server(("0.0.0.0", 0)) as listening,
        activated(applied, listening, "--json") as process,
    ):
        out, _err = process.communicate(timeout=SECONDS)
    assert process.returncode == 65
    assert b"relay.unprotected" in out


def test_ready_alive_and_stopping(applied: Program, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = tmp_path / "notify"
        manager.bind(str(path))
        manager.settimeout(SECONDS)
        process = subprocess.Popen(
            command("relay", "--listen", "127.0.0.1:0"),
            env={**applied.variables(), "NOTIFY_SOCKET": str(path)}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            said = [manager.recv(100), manager.recv(100)]
            process.send_signal(signal.SIGTERM)
            while said[-1] != b"STOPPING=1":
                said.append(manager.recv(100))
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
            process.wait()
    assert said[:2] == [b"READY=1", b"WATCHDOG=1"]


def test_one_that_is_not_ready_says_so(program: Program, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = tmp_path / "notify"
        manager.bind(str(path))
        manager.setblocking(False)
        done = program.run("relay", "--listen", "127.0.0.1:0", NOTIFY_SOCKET=str(path))
        assert done.status == 78
        with pytest.raises(BlockingIOError):
            manager.recv(100)
