"""Some hosts in folders of their own, and ansible-core that sets up their mail.

The hosts are this machine, so what is tried is the role; what ssh adds to it is Ansible's own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.program import RUN, SECRET, forms

ROOT = Path(__file__).resolve().parent.parent.parent
COLLECTION = ROOT / "deploy" / "ansible"
TOOLS = ROOT / "build" / "ansible" / "bin"
_RECAP = re.compile(r"^(\S+)\s+: (ok=.*)$", re.MULTILINE)
_ANSIBLE = ("PATH", "HOME", "LANG", "TERM")


@dataclass(frozen=True)
class Played:
    """A play that has ended.

    Attributes:
        status: the exit status of ansible-playbook.
        said: all that it said.
        report: what stands in the report, row by row.
    """

    status: int
    said: str
    report: dict[str, dict[str, str]]

    @property
    def recap(self) -> dict[str, dict[str, int]]:
        """What Ansible counts of each host."""
        return {
            host: {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", counts)}
            for host, counts in _RECAP.findall(self.said)
        }

    def changed(self) -> int:
        """How many tasks changed something, on all hosts together."""
        return sum(counts["changed"] for counts in self.recap.values())

    def failed(self) -> set[str]:
        """The hosts that count as failed."""
        return {host for host, counts in self.recap.items() if counts["failed"]}


@dataclass(frozen=True)
class Fleet:
    """The hosts of one test.

    Attributes:
        folder: where all of it is.
        hosts: variables of each, by its name.
        environment: variables that Ansible, and so hosts without ssh, get besides its own.
    """

    folder: Path
    hosts: Mapping[str, Mapping[str, Any]]
    environment: Mapping[str, str] = field(default_factory=dict)

    def play(self, playbook: str, *options: str, report: str = "md", **variables: Any) -> Played:
        """Run a playbook of the collection; no secret may show in what it says or leaves."""
        self._prepare(variables, report)
        done = subprocess.run(
            [TOOLS / "ansible-playbook", "-vvv", "-i", self.folder / "hosts.json",
             "-e", f"@{self.folder / 'vars.json'}", *options,
             f"hub.hubmail.{playbook}"],
            capture_output=True, check=False, timeout=900, cwd=self.folder, env=self._variables(),
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode()
        for form in forms(SECRET):
            assert form not in said.encode(), "a secret is in what Ansible said"
        return Played(done.returncode, said, rows(self.folder / f"report.{report}"))

    def config(self, host: str) -> Path:
        """The settings' folder of a host."""
        return self.folder / "etc" / host

    def _prepare(self, variables: Mapping[str, Any], report: str) -> None:
        bin_folder = self.folder / "bin"
        bin_folder.mkdir(exist_ok=True)
        program = bin_folder / "hubmail"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n{RUN}"
        )
        program.chmod(0o755)
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        hosts = {
            name: {**local, "hubmail_config_dir": str(self.config(name)), **own}
            for name, own in self.hosts.items()
        }
        (self.folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts}}))
        told = {"hubmail_report": str(self.folder / f"report.{report}"), **variables}
        own = {name for host in self.hosts.values() for name in host}
        (self.folder / "vars.json").write_text(
            json.dumps({name: value for name, value in told.items() if name not in own})
        )
        everywhere = {"vars": {name: value for name, value in told.items() if name in own}}
        (self.folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, **everywhere}}))
        place = self.folder / "collections" / "ansible_collections" / "hub"
        if not place.exists():
            place.mkdir(parents=True)
            (place / "hubmail").symlink_to(COLLECTION)

    def _variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _ANSIBLE if name in os.environ}
        return {
            **kept,
            **self.environment,
            "PATH": f"{self.folder / 'bin'}:{kept.get('PATH', '')}",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "ansible" / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "ansible" / "remote"),
            "ANSIBLE_LOG_PATH": str(self.folder / "ansible.log"),
            "ANSIBLE_COLLECTIONS_PATH": str(self.folder / "collections"),
            "ANSIBLE_FORKS": "4",
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_SSH_RETRIES": "0",
            "ANSIBLE_TIMEOUT": "5",
            "ANSIBLE_DEPRECATION_WARNINGS": "1",
        }


def rows(report: Path) -> dict[str, dict[str, str]]:
    """The rows of a report by host."""
    if not report.exists():
        return {}
    text = report.read_text("utf-8")
    if report.suffix == ".md":
        lines = [line for line in text.splitlines() if line.startswith("| ")]
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    else:
        found = re.findall(r"<tr>(.*?)</tr>", text)
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]
    names, *others = cells
    return {row[0]: dict(zip(names, row, strict=True)) for row in others}
