"""Fixtures of the tests of ``hubmail handover``: a machine with a service account, and root on it."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli import service_host
from tests.cli.program import Program, command
from tests.cli.service_host import NUMBER, ServiceHost

MAIL = b"Subject: x\r\n\r\nhello\r\n"


@pytest.fixture
def host(tmp_path: Path) -> ServiceHost:
    work = tmp_path / "host"
    work.mkdir()
    return service_host.make(work)


@pytest.fixture
def root(host: ServiceHost, applied: Program) -> Program:
    """Root on that machine, whose keyring holds the stored secret."""
    return service_host.administrator(host, applied)


def send_as_the_unit(host: ServiceHost, program: Program) -> int:
    """What the unit does: its account, its folder, and what systemd decrypts for it alone."""
    rights = ("setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups")
    done = subprocess.run(
        [*host.within(*rights), *command("send", "bob@example.com")],
        input=MAIL, capture_output=True, check=False, timeout=120, cwd="/",
        env={**program.variables(), "CREDENTIALS_DIRECTORY": "/etc/decrypted",
             "HUBMAIL_CONFIG_DIR": "/etc/hubmail", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )  # fmt: skip
    return done.returncode


@pytest.fixture
def credentials(host: ServiceHost) -> Path:
    """Where systemd puts what it has decrypted."""
    folder = host.etc / "decrypted"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def below(process: int) -> set[int]:
    """A process and all that it has started, down to the last (proc(5), ``stat``)."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            behind = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            parents[int(path.parent.name)] = int(behind.split()[1])
    found: set[int] = set()
    more = {process}
    while more:
        found |= more
        more = {one for one, parent in parents.items() if parent in more}
    return found
