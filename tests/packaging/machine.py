"""Machines that have nothing: fresh Debian systems in folders, made with debootstrap.

Programs run in one by chroot, in namespaces of their own: what they mount and start ends with
them. The network is this machine's, so a server on loopback is a server outside for them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CACHE = Path(__file__).resolve().parent.parent.parent / "build" / "machines"
PERSON = "claire"
X11 = Path("/tmp/.X11-unix")

# Read before any test takes them away: the way to the packages of Debian may be through a proxy.
_PROXIES = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
_ENTER = """
# A root that is no place of its own cannot be made private by what runs there.
mount --rbind "$0" "$0"
mount --types proc proc "$0/proc"
mount --types tmpfs -o mode=1777 tmpfs "$0/dev/shm"
mkdir -p "$0/dev/pts"
mount --types devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$0/dev/pts"
if [ -d /tmp/.X11-unix ]; then
    mkdir -p "$0/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"
fi
exec chroot "$0" "$@"
"""


@dataclass(frozen=True)
class Machine:
    """One of them.

    Attributes:
        root: its root folder.
    """

    root: Path

    def command(
        self, *command: str, person: str = "root", extra: Mapping[str, str] | None = None
    ) -> list[str]:
        """What to start here so that ``command`` runs there."""
        home = "/root" if person == "root" else f"/home/{person}"
        environment = {
            "DEBIAN_FRONTEND": "noninteractive",
            "HOME": home,
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "XDG_RUNTIME_DIR": f"{home}/.run",
            **(_PROXIES if person == "root" else {}),
            **(extra or {}),
        }
        rights: tuple[str, ...] = ()
        if person != "root":
            rights = ("setpriv", f"--reuid={person}", f"--regid={person}", "--init-groups")
        variables = [f"{name}={value}" for name, value in environment.items()]
        return [
            *("unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child"),
            *("sh", "-ec", _ENTER, str(self.root)),
            *("env", "-i", *variables, *rights, *command),
        ]

    def run(self, *command: str, person: str = "root", status: int = 0) -> str:
        """Run a program there to its end and return its output.

        Raises:
            AssertionError: it ended with another status than ``status``.
        """
        done = subprocess.run(
            self.command(*command, person=person),
            cwd="/", capture_output=True, text=True, check=False, timeout=300,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        said = f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == status, said
        return done.stdout

    def install(self, *packages: str) -> None:
        """Install packages there, with what they depend on and nothing else."""
        self.run("apt-get", "-q", "-y", "install", "--no-install-recommends", *packages)

    def put(self, content: bytes, path: str, mode: int = 0o644) -> str:
        """Write a file there and return its path there."""
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(mode)
        return path

    def files(self) -> set[str]:
        """Every path there is."""
        return {
            f"{folder}/{name}".removeprefix(str(self.root))
            for folder, folders, files in os.walk(self.root)
            for name in (*folders, *files)
        }


def missing() -> str | None:
    """Why no such machine can be made here, or None."""
    if os.geteuid() != 0:
        return "only root can make a system in a folder"
    wanted = ("apt-get", "debootstrap", "unshare", "Xvfb", "xwininfo")
    absent = [name for name in wanted if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


@contextmanager
def fresh(release: str) -> Iterator[Machine]:
    """A new machine with Debian's ``release``, gone at the end of the block."""
    base = _base(release)
    # Used by others than root there, so not below a private folder.
    with tempfile.TemporaryDirectory(prefix="hubmail-machine-", dir="/var/tmp") as name:
        root = Path(name)
        _run("tar", "--extract", "--numeric-owner", f"--file={base}", f"--directory={root}")
        root.chmod(0o755)
        machine = Machine(root)
        _configure(machine, release)
        yield machine


def _configure(machine: Machine, release: str) -> None:
    shutil.copyfile("/etc/resolv.conf", machine.root / "etc" / "resolv.conf")
    hosts = "127.0.0.1 localhost mail.example.test\n"
    machine.put(f"{Path('/etc/hosts').read_text()}{hosts}".encode(), "/etc/hosts")
    machine.put(f"deb {_mirror()} {release} main\n".encode(), "/etc/apt/sources.list")
    machine.put(_apt_configuration().encode(), "/etc/apt/apt.conf.d/99-as-outside")
    machine.run("apt-get", "-q", "update")
    machine.run("useradd", "--create-home", "--groups=sudo", PERSON)
    machine.run("mkdir", "--mode=700", f"/home/{PERSON}/.run", person=PERSON)


def _base(release: str) -> Path:
    """An archive of the smallest Debian there is, made once and kept below build/."""
    archive = CACHE / f"{release}.tar"
    if archive.exists():
        return archive
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hubmail-debootstrap-", dir="/var/tmp") as name:
        _run("debootstrap", "--variant=minbase", release, name, _mirror())
        shutil.rmtree(Path(name, "var", "cache", "apt", "archives"))
        part = archive.with_suffix(".part")
        _run("tar", "--create", "--numeric-owner", f"--file={part}", f"--directory={name}", ".")
        part.replace(archive)
    return archive


def _mirror() -> str:
    """Where this machine gets Debian itself from."""
    listed = _run("apt-get", "indextargets", "--format", "$(ORIGIN)|$(CODENAME)|$(REPO_URI)")
    for line in listed.splitlines():
        origin, codename, address = line.split("|")
        if origin == "Debian" and "-" not in codename:
            return address
    raise RuntimeError("apt on this machine knows no archive of Debian (apt-get update?)")


def _apt_configuration() -> str:
    """How this machine's apt reaches its archives: proxies, time-outs, certificates."""
    lines = _run("apt-config", "dump").splitlines()
    kept = [
        line
        for line in lines
        if line.startswith(("Acquire::http", "Acquire::Check", "Acquire::Retries"))
    ]
    return "\n".join(kept) + "\n"


def _run(*command: str | Sequence[str]) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=600,
        env={**os.environ, **_PROXIES},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout
