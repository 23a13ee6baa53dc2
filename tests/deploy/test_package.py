"""The role's other way: a fresh Debian, reached by ssh, that gets hubmail as a package."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli import mail_server
from tests.cli.program import SECRET
from tests.deploy import ssh_hosts
from tests.deploy.fleet import ROOT, Fleet
from tests.packaging import machine as machines
from tests.packaging.machine import Machine
from tests.servers.loopback import closed_port

PACKAGES = sorted((ROOT / "dist").glob("*.deb"))
pytestmark = [
    pytest.mark.fleet,
    pytest.mark.skipif(not PACKAGES, reason="no package in dist/: make package"),
    pytest.mark.skipif(machines.missing() is not None, reason=str(machines.missing())),
]
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@contextmanager
def reached(machine: Machine, folder: Path) -> Iterator[dict[str, Any]]:
    """Run a machine's own sshd until the block ends; what Ansible has to know of it."""
    machine.install("openssh-server", "python3")
    ssh_hosts.make_key(folder / "key")
    machine.put((folder / "key.pub").read_bytes(), "/root/.ssh/authorized_keys", 0o600)
    machine.run("mkdir", "-p", "/run/sshd")
    port = closed_port()
    child = subprocess.Popen(
        machine.command("/usr/sbin/sshd", "-D", "-e", "-p", str(port), "-o", "UsePAM=no",
                        "-o", "ListenAddress=127.0.0.1", "-o", f"SetEnv=PATH={_PATH}"),
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    try:
        with ssh_hosts.listening(child, folder / "sshd.log"):
            yield {
                "ansible_connection": "ssh",
                "ansible_host": "127.0.0.1",
                "ansible_port": port,
                "ansible_user": "root",
                "ansible_python_interpreter": "/usr/bin/python3",
                "ansible_ssh_private_key_file": str(folder / "key"),
                # Its key was made a moment ago, on this machine.
                "ansible_ssh_common_args": "-F none -o IdentitiesOnly=yes -o ControlMaster=no"
                f" -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={folder / 'known'}",
                "hubmail_config_dir": "/etc/hubmail",
            }
    finally:
        child.kill()
        child.wait()


def test_a_fresh_host_gets_the_package_its_settings_and_its_secret(tmp_path: Path) -> None:
    with (
        mail_server.running() as server,
        machines.fresh("bookworm") as machine,
        reached(machine, tmp_path) as host,
    ):
        hosts = Fleet(tmp_path, {"fresh": host})
        wanted: dict[str, Any] = {
            "hubmail_package": str(PACKAGES[-1]),
            "hubmail_settings": server.document(),
            "hubmail_secret": SECRET,
            "hubmail_recipient": "admin@example.com",
            "hubmail_secret_store": "credential",
        }
        before = hosts.play("site", "--check", **wanted)
        assert (before.status, before.report["fresh"]["state"]) == (0, "drifted"), before.said[
            -3000:
        ]
        assert before.report["fresh"]["drift"] == "package"
        assert not (machine.root / "usr/bin/hubmail").exists()
        first = hosts.play("site", **wanted)
        assert first.report["fresh"]["state"] == "working", first.said[-3000:]
        assert first.recap["fresh"]["changed"] == 4  # copied, installed, settings, secret
        assert len(server.messages) == 1
        assert machine.run("hubmail", "--version").startswith("hubmail ")
        second = hosts.play("site", **wanted)
        assert (second.changed(), second.report["fresh"]["state"]) == (0, "working")
        assert len(server.messages) == 1
