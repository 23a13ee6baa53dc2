"""Hosts that Ansible reaches by ssh: each an sshd on loopback in namespaces of its own.

Each has its own name, its own processes and its own /etc, so what is set up on one is not there on
another; programs and libraries are those of this machine.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers.loopback import closed_port

_ENTER = """
mount --make-rprivate /
mount --bind "$1/etc" /etc
mount -t proc proc /proc
hostname "$2"
mkdir -p /run/sshd
exec /usr/sbin/sshd -D -e -f "$1/sshd_config"
"""
_SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {work}/host_key
AuthorizedKeysFile {keys}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin prohibit-password
MaxStartups 50
SetEnv PATH={path}
Subsystem sftp internal-sftp
"""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def missing() -> str | None:
    """Why there can be no such hosts here; None where there can."""
    absent = [
        tool
        for tool in ("/usr/sbin/sshd", "ssh", "ssh-keygen", "unshare", "hostname")
        if shutil.which(tool) is None
    ]
    return f"not installed: {', '.join(absent)}" if absent else None


@contextmanager
def running(
    folder: Path, names: Sequence[str], programs: Path
) -> Iterator[Mapping[str, dict[str, Any]]]:
    """Run hosts until the block ends; what Ansible has to know of each, by its name.

    Args:
        folder: where their files are.
        names: of the hosts.
        programs: a folder that is first in their PATH.
    """
    if reason := missing():
        pytest.skip(reason)
    folder.mkdir()
    make_key(folder / "key")
    known = folder / "known_hosts"
    with ExitStack() as stack:
        # Not below pytest's folder: the path of a socket may have 107 bytes only.
        sockets = stack.enter_context(tempfile.TemporaryDirectory(prefix="hubmail-ssh-"))
        found = {}
        for name in names:
            port = stack.enter_context(_host(folder / name, folder / "key.pub", programs))
            public = (folder / name / "host_key.pub").read_text("utf-8").split()
            with known.open("a", encoding="utf-8") as file:
                file.write(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n")
            found[name] = {
                "ansible_connection": "ssh",
                "ansible_host": "127.0.0.1",
                "ansible_port": port,
                "ansible_user": "root",
                "ansible_ssh_private_key_file": str(folder / "key"),
                "ansible_control_path_dir": sockets,
                "ansible_ssh_common_args": (
                    f"-F none -o IdentitiesOnly=yes -o UserKnownHostsFile={known}"
                ),
                "hubmail_config_dir": "/etc/hubmail",
            }
        yield found


@contextmanager
def _host(work: Path, key: Path, programs: Path) -> Iterator[int]:
    """One host; its port."""
    shutil.copytree("/etc", work / "etc", symlinks=True)
    shutil.rmtree(work / "etc" / "hubmail", ignore_errors=True)
    make_key(work / "host_key")
    port = closed_port()
    (work / "sshd_config").write_text(
        _SSHD.format(port=port, work=work, keys=key, path=f"{programs}:{_PATH}")
    )
    child = subprocess.Popen(
        ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "sh", "-ec", _ENTER,
         "sh", str(work), work.name],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with listening(child, work / "log"):
            yield port
    finally:
        child.kill()
        child.wait()


@contextmanager
def listening(child: subprocess.Popen[bytes], log: Path) -> Iterator[None]:
    """Wait until an sshd listens; what it says goes to a file until the block ends."""
    assert child.stderr is not None
    said = []
    for line in child.stderr:
        said.append(line)
        if b"Server listening" in line:
            break
    else:
        raise AssertionError(b"".join(said).decode())
    # Somebody has to read on, or it would wait for that.
    with log.open("wb") as file:
        reader = subprocess.Popen(["cat"], stdin=child.stderr, stdout=file)
    try:
        yield
    finally:
        child.kill()
        reader.wait()
        child.stderr.close()


def make_key(path: Path) -> None:
    """Make a key pair without a passphrase."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True
    )
