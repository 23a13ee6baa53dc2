"""A machine with a service account and its unit: this one, with an /etc of its own.

Mounted in a namespace, so that a real account, real owners and systemd's own tool are at work and
nothing of this machine changes.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import SECRET, Program, forms

ACCOUNT, NUMBER = "hubsvc", 4711
UNIT = "hubmail-relay.service"
# Of an administrator who is not root: a member of sudo, as Debian makes them.
PERSON, PERSON_NUMBER = "claire", 4712
_ENTER = """
work="$1"; shift
mount --make-rprivate /
mount --bind "$work/etc" /etc
mount --bind "$work/state" /var/lib/systemd
if [ -n "$HUBMAIL_TEST_PYTHON" ]; then
    mount --bind "$HUBMAIL_TEST_PYTHON" "$work/home$HUBMAIL_TEST_PYTHON"
    mount --rbind "$work/home/root" /root
fi
for path in $HUBMAIL_TEST_AWAY; do mount --bind /dev/null "$path"; done
exec "$@"
"""


@dataclass(frozen=True)
class ServiceHost:
    """The machine.

    Attributes:
        work: where its own files are.
    """

    work: Path

    @property
    def etc(self) -> Path:
        """What it has as /etc."""
        return self.work / "etc"

    @property
    def folder(self) -> Path:
        """The service's settings."""
        return self.etc / "hubmail"

    @property
    def credential(self) -> Path:
        """The secret as systemd has it."""
        return self.etc / "credstore.encrypted" / f"{UNIT}.hubmail.secret"

    @property
    def drop_in(self) -> Path:
        """What the unit is told."""
        return self.etc / "systemd" / "system" / f"{UNIT}.d" / "50-hubmail-handover.conf"

    def add_unit(self, name: str, command: str) -> str:
        """Add a service that runs under the account; its name."""
        text = f"[Service]\nUser={ACCOUNT}\n{command}\n"
        (self.etc / "systemd" / "system" / name).write_text(text, "utf-8")
        return name

    def within(self, *rights: str) -> tuple[str, ...]:
        """What a command is started by to run there."""
        return (
            "unshare", "--mount", "sh", "-ec", _ENTER, "sh", str(self.work), *rights,
        )  # fmt: skip

    def run(self, *command: str) -> bytes:
        """The output of a program that runs there as root."""
        done = subprocess.run(
            [*self.within(), *command],
            capture_output=True, check=False, timeout=60, cwd="/",
            env={**os.environ, **self.variables()},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return done.stdout

    def variables(self, *away: str) -> dict[str, str]:
        """What entering it needs to know: where Python is, and what is not there."""
        return {"HUBMAIL_TEST_PYTHON": _private_python() or "", "HUBMAIL_TEST_AWAY": " ".join(away)}

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """All that is below its /etc: mode, owner and content by name."""
        found = {}
        for path in sorted(self.etc.rglob("*")):
            about = path.lstat()
            content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
            found[str(path.relative_to(self.etc))] = (about.st_mode, about.st_uid, content)
        return found

    def search(self, *but: Path) -> None:
        """Fail when the secret stands in any file there but those named."""
        for path in self.etc.rglob("*"):
            if path.is_file() and not path.is_symlink() and path not in but:
                content = path.read_bytes()
                assert not any(form in content for form in forms(SECRET)), path


def _private_python() -> str | None:
    """The folder of this Python where only root may enter its home; None where all may run it."""
    home = Path(sys.base_prefix).resolve()
    return str(home) if home.is_relative_to("/root") else None


def require() -> None:
    """Skip where no such machine can be made."""
    if os.geteuid() != 0:
        pytest.skip("only root can hand settings over to another account")
    for tool in ("unshare", "systemd-creds"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "--make-rprivate", "/"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip("no namespace for mounts can be made here")


def make(work: Path) -> ServiceHost:
    """A machine with the account and the unit of the relay; nothing was handed over yet."""
    require()
    shutil.copytree("/etc", work / "etc", symlinks=True)
    (work / "state").mkdir()
    if python := _private_python():
        (work / "home" / python.lstrip("/")).mkdir(parents=True)
        for path in (work / "home").rglob("*"):
            path.chmod(0o755)
    host = ServiceHost(work)
    for name, number in ((ACCOUNT, NUMBER), (PERSON, PERSON_NUMBER)):
        with (host.etc / "passwd").open("a") as file:
            file.write(f"{name}:*:{number}:{number}::/nonexistent:/usr/sbin/nologin\n")
        with (host.etc / "group").open("a") as file:
            file.write(f"{name}:x:{number}:\n")
    units = host.etc / "systemd" / "system"
    units.mkdir(parents=True, exist_ok=True)
    source = Path(__file__).resolve().parent.parent.parent / "deploy" / "systemd" / UNIT
    text = source.read_text("utf-8").replace("User=hubmail\n", f"User={ACCOUNT}\n")
    (units / UNIT).write_text(text, "utf-8")
    for folder in ("hubmail", "credstore", "credstore.encrypted"):
        shutil.rmtree(host.etc / folder, ignore_errors=True)
    return host


def administrator(host: ServiceHost, program: Program, *away: str) -> Program:
    """The program of root there; ``away`` are programs that its machine does not have."""
    variables = {**program.environment, **host.variables(*away)}
    return Program(program.folder, variables, program.secrets, host.within())
