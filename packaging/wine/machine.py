"""The root that Wine lives in: a small Debian 13 in a folder, entered by namespaces of its own.

What runs in it is root, so it gets nothing of this system's: its own mounts, processes, host name,
devices made by mknod, and but for the installation of packages only its own loopback network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from wine.places import HERE, MACHINE, STAMPS, WINDOWS, WORK, inside

RELEASE = "trixie"
PACKAGES = (
    # Wine 10: Debian 12's 8.0 runs the commands but not the window.
    "wine", "wine64", "xvfb", "xauth", "x11-utils", "xdotool", "imagemagick", "fonts-dejavu-core",
    "gcc-mingw-w64-x86-64-win32", "wixl", "msitools", "osslsigncode", "iproute2", "procps",
    "ca-certificates",
)  # fmt: skip
WANTED = ("debootstrap", "unshare", "setpriv", "mount", "chroot", "apt-get")
_ENTER = HERE / "enter.sh"


class MachineError(Exception):
    """Something in the root, or the making of it, did not work; its text says what."""


def missing() -> str | None:
    """Why no root can be made here, or None."""
    if os.geteuid() != 0:
        return "only root can make a system in a folder"
    absent = [name for name in WANTED if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


def once(name: str, *parts: object) -> Stamp:
    """A step of the set-up that is done again only when one of ``parts`` has changed."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else repr(part).encode())
        digest.update(b"\0")
    return Stamp(STAMPS / name, digest.hexdigest())


class Stamp:
    """Remembers that a step was done, and from what."""

    def __init__(self, path: Path, value: str) -> None:
        self._path = path
        self.value = value

    @property
    def current(self) -> bool:
        """Whether the step was done from the same."""
        return self._path.exists() and self._path.read_text(encoding="ascii") == self.value

    def set(self) -> None:
        """Note that the step is done."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self.value, encoding="ascii")


@contextmanager
def alone() -> Iterator[None]:
    """Keep a second run away, which would share the first one's Windows.

    Raises:
        MachineError: there is another run.
    """
    import fcntl

    WINDOWS.mkdir(parents=True, exist_ok=True)
    with (WINDOWS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MachineError(f"another run is using {WINDOWS}") from None
        yield


def make() -> str:
    """Make the root if it is not there as it should be; a value that changes with it."""
    stamp = once("root", RELEASE, PACKAGES)
    if stamp.current:
        return stamp.value
    if MACHINE.exists():
        shutil.rmtree(MACHINE)
    WINDOWS.mkdir(parents=True, exist_ok=True)
    say("Debian 13 with Wine, in a folder")
    mirror = _mirror()
    # In a namespace of its own, so that nothing stays mounted whatever happens.
    _outside(
        "unshare", "--mount", "debootstrap", "--variant=minbase", RELEASE, str(MACHINE), mirror
    )
    (MACHINE / "etc" / "resolv.conf").write_bytes(Path("/etc/resolv.conf").read_bytes())
    (MACHINE / "etc" / "hosts").write_text("127.0.0.1 localhost windows\n::1 localhost\n")
    (MACHINE / "etc" / "apt" / "sources.list").write_text(f"deb {mirror} {RELEASE} main\n")
    (MACHINE / "etc" / "apt" / "apt.conf.d" / "99-as-outside").write_text(_apt_configuration())
    (MACHINE / "usr" / "sbin" / "policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (MACHINE / "usr" / "sbin" / "policy-rc.d").chmod(0o755)
    install = ("apt-get", "-q", "-y", "-o", "Acquire::Retries=5", "install")
    run("apt-get", "-q", "update", network=True)
    run(*install, "--no-install-recommends", *PACKAGES, network=True)
    run("apt-get", "clean", network=True)
    WORK.mkdir(exist_ok=True)
    stamp.set()
    return stamp.value


def command(
    *program: str, network: bool = False, extra: Mapping[str, str] | None = None
) -> list[str]:
    """What to start outside so that ``program`` runs in the root, at its folder ``/hub``."""
    environment = {
        "DEBIAN_FRONTEND": "noninteractive",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        **(_proxies() if network else {}),
        **(extra or {}),
    }
    net = () if network else ("--net",)
    return [
        *("unshare", "--mount", "--pid", "--ipc", "--uts", *net, "--fork", "--kill-child"),
        *("sh", "-e", str(_ENTER), str(MACHINE), "no" if network else "yes"),
        *("env", "-i", *(f"{name}={value}" for name, value in environment.items())),
        *program,
    ]


def run(
    *program: str,
    network: bool = False,
    extra: Mapping[str, str] | None = None,
    seconds: float = 1800,
) -> str:
    """Run a program in the root to its end and return what it said.

    Raises:
        MachineError: it failed, with the end of what it said.
    """
    return _outside(*command(*program, network=network, extra=extra), seconds=seconds)


def script(text: str, name: str = "script.sh") -> str:
    """A shell script put into the root; its path there.

    Whoever is just running it, beside, still reads the whole of it.
    """
    path = WORK / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
    return inside(path)


def say(what: str) -> None:
    """One line of progress, with the time of day."""
    print(f"hubmail: {time.strftime('%H:%M:%S')} {what}", flush=True)


def _outside(*words: str, seconds: float = 1800) -> str:
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False, timeout=seconds, cwd="/",
    )  # fmt: skip
    if done.returncode:
        shown = " ".join(word for word in words if "\n" not in word)[-300:]
        raise MachineError(f"{shown}: {done.returncode}\n{done.stdout[-6000:]}")
    return done.stdout


def _proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}


def _mirror() -> str:
    """Where this system gets Debian itself from; the releases lie side by side there."""
    listed = _outside("apt-get", "indextargets", "--format", "$(ORIGIN)|$(CODENAME)|$(REPO_URI)")
    if "Debian|" not in listed:
        _outside("apt-get", "-q", "update")
        listed = _outside(
            "apt-get", "indextargets", "--format", "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"
        )
    for line in listed.splitlines():
        origin, codename, address = line.split("|")
        if origin == "Debian" and "-" not in codename:
            return address
    raise MachineError("apt on this machine knows no archive of Debian (apt-get update?)")


def _apt_configuration() -> str:
    """How this system's apt reaches its archives: proxies, time-outs, certificates."""
    wanted = ("Acquire::http", "Acquire::Check", "Acquire::Retries")
    lines = _outside("apt-config", "dump").splitlines()
    return "".join(f"{line}\n" for line in lines if line.startswith(wanted))


def start(words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program outside whose output is added to a file; it ends with who started it."""
    with log.open("ab") as file:
        return subprocess.Popen(
            ("setpriv", "--pdeathsig", "KILL", *words),
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, cwd="/",
        )  # fmt: skip
