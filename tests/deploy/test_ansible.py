"""The Ansible role on hosts that work, and on some that fail in ways of their own."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import mail_server
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, forms
from tests.deploy import ssh_hosts
from tests.deploy.fleet import COLLECTION, TOOLS, Fleet, Played
from tests.secret_service import secret_service
from tests.servers.loopback import closed_port

__all__ = ["secret_service"]

pytestmark = pytest.mark.fleet
RECIPIENT = "admin@example.com"
FAULTS = {
    "wrong-password": "smtp.auth.rejected",
    "closed-port": "network.refused",
    "unknown-recipient": "smtp.recipient.rejected",
}
FINE = ("one", "two")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


def wanted(server: MailServer, **changed: Any) -> dict[str, Any]:
    return {
        "hubmail_settings": server.document(secret_expires="2099-05-17", **changed),
        "hubmail_secret": SECRET,
        "hubmail_recipient": RECIPIENT,
        "hubmail_secret_store": "credential",
    }


def fleet(folder: Path, server: MailServer) -> Fleet:
    """Two hosts that work, three that fail, and one that is not there."""
    return Fleet(
        folder,
        {
            **{name: {} for name in FINE},
            "wrong-password": {"hubmail_secret": "another"},
            "closed-port": {"hubmail_settings": server.document(port=closed_port())},
            "unknown-recipient": {"hubmail_recipient": "unknown@example.com"},
            "away": {"ansible_connection": "ssh", "ansible_host": "127.0.0.1",
                     "ansible_port": closed_port()},
        },
    )  # fmt: skip


def test_each_host_has_its_row_and_a_second_time_changes_nothing(
    tmp_path: Path, server: MailServer
) -> None:
    hosts = fleet(tmp_path, server)
    before = hosts.play("site", "--check", "--diff", **wanted(server))
    assert {row["state"] for name, row in before.report.items() if name != "away"} == {"drifted"}
    assert before.report["away"]["state"] == "unreachable"
    assert "host" in before.report["one"]["drift"].split(", ")
    assert '+    "host": "localhost"' in before.said
    assert server.messages == []
    assert not (tmp_path / "etc").exists()

    first = hosts.play("site", **wanted(server))
    assert first.failed() == {*FAULTS, "away"}
    assert first.status != 0
    for name in FINE:
        assert first.report[name]["state"] == "working"
        assert first.report[name]["expiry"].startswith("2099-05-17")
    for name, code in FAULTS.items():
        assert (first.report[name]["state"], first.report[name]["code"]) == ("failing", code)
        assert first.report[name]["actor"]
    assert first.report["away"]["state"] == "unreachable"
    assert len(server.messages) == len(FINE)

    second = hosts.play("site", report="html", **wanted(server))
    assert second.changed() == 0, second.said[-3000:]
    states = {name: row["state"] for name, row in second.report.items()}
    assert states == {name: row["state"] for name, row in first.report.items()}
    assert len(server.messages) == len(FINE)

    check_secret_files(hosts)
    check_no_trace(tmp_path)

    changed = wanted(server, sender_name="Hub of Contoso")
    checked = hosts.play("site", "--check", "--diff", **changed)
    assert checked.report["one"] == {
        **first.report["one"], "state": "drifted", "drift": "sender_name",
    }  # fmt: skip
    assert '"sender_name": "Hub of Contoso"' in checked.said
    assert len(server.messages) == len(FINE)


def check_secret_files(hosts: Fleet) -> None:
    for name in FINE:
        file = hosts.config(name) / "hubmail.secret"
        found = file.stat()
        assert stat.S_IMODE(found.st_mode) == 0o600
        assert found.st_uid == (hosts.config(name) / "settings.json").stat().st_uid
        assert file.read_text("utf-8") == SECRET


def check_no_trace(folder: Path) -> None:
    """No secret in a log or in what a run leaves behind, but for the files that are to hold it."""
    kept = {"vars.json", "hosts.json", "hubmail.secret"}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in kept:
            assert SECRET.encode() not in path.read_bytes(), path


def test_a_rotation_is_proven_on_one_host_and_stops_there(
    tmp_path: Path, server: MailServer
) -> None:
    hosts = Fleet(tmp_path, {"one": {}, "two": {}, "three": {}})
    first = hosts.play("site", **wanted(server))
    assert first.status == 0, first.said[-20000:]
    refused = hosts.play("rotate", **{**wanted(server), "hubmail_secret": "not known yet"})
    assert refused.status != 0
    assert refused.report.keys() == {"one"}
    assert refused.report["one"]["code"] == "smtp.auth.rejected"
    for name in ("one", "two", "three"):
        assert (hosts.config(name) / "hubmail.secret").read_text("utf-8") == SECRET

    server.passwords.add("a newer one")
    done = hosts.play("rotate", **{**wanted(server), "hubmail_secret": "a newer one"})
    assert done.status == 0
    assert {row["state"] for row in done.report.values()} == {"working"}
    assert len(done.report) == 3
    for name in ("one", "two", "three"):
        assert (hosts.config(name) / "hubmail.secret").read_text("utf-8") == "a newer one"


def test_a_rotation_in_small_steps_ends_at_the_first_that_fails(
    tmp_path: Path, server: MailServer
) -> None:
    """The first host works, the second does not: the others are not touched."""
    own: dict[str, dict[str, str]] = {"one": {}, "two": {}, "three": {}, "four": {}}
    assert Fleet(tmp_path, own).play("site", **wanted(server)).status == 0
    server.passwords.add("a newer one")
    own["two"] = {"hubmail_recipient": "unknown@example.com"}
    given = {
        **wanted(server),
        "hubmail_secret": "a newer one",
        "hubmail_rotation_steps": [1, 1, "100%"],
    }
    hosts = Fleet(tmp_path, own)
    done = hosts.play("rotate", **given)
    assert done.status != 0
    assert done.failed() == {"two"}
    assert done.recap.keys() == {"one", "two"}
    kept = {name: (hosts.config(name) / "hubmail.secret").read_text("utf-8") for name in own}
    assert kept == {"one": "a newer one", "two": SECRET, "three": SECRET, "four": SECRET}


def test_the_linter_is_content(tmp_path: Path) -> None:
    done = subprocess.run(
        [TOOLS / "ansible-lint", "--profile", "production", "--offline", "--nocolor", "."],
        cwd=COLLECTION, capture_output=True, check=False, timeout=600,
        env={**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}", "ANSIBLE_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_twenty_hosts(tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over ssh, and the figures of docs/fleet.md: `make fleet ARGS="-s -k twenty"` prints them."""
    seen: list[bytes] = []
    taken = mail_server._Handler.handle_DATA

    async def look(handler: Any, *of: Any) -> str:
        # Now at least one host is at work with the secret.
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                seen.append((process / "cmdline").read_bytes())
        return await taken(handler, *of)

    monkeypatch.setattr("tests.cli.mail_server._Handler.handle_DATA", look)
    faults = fleet(tmp_path, server).hosts
    names = [*(f"host{n:02}" for n in range(17)), *FAULTS]
    with ssh_hosts.running(tmp_path / "machines", names, tmp_path / "bin") as machines:
        hosts = Fleet(
            tmp_path, {name: {**machines[name], **faults.get(name, {})} for name in names}
        )
        told("first", hosts, server)
        assert told("second", hosts, server).changed() == 0
    assert len(server.messages) == 17
    stored = [tmp_path / "machines" / name / "etc" / "hubmail" / "settings.json" for name in names]
    assert all(path.exists() for path in stored)
    assert not Path("/etc/hubmail/settings.json").exists()
    assert any(b"ansible-playbook" in one for one in seen)
    for form in forms(SECRET):
        assert not any(form in one for one in seen), "a secret was in a process list"


@pytest.mark.secret_service
def test_the_keyring_keeps_the_secret(
    tmp_path: Path, server: MailServer, secret_service: dict[str, str]
) -> None:
    """The role's other store: hubmail's own keyring, of the account that it runs as."""
    hosts = Fleet(tmp_path, {"one": {}}, secret_service)
    given = {**wanted(server), "hubmail_secret_store": "keyring"}
    first = hosts.play("site", **given)
    assert first.report["one"]["state"] == "working", first.said[-3000:]
    assert first.changed() == 1
    assert not (hosts.config("one") / "hubmail.secret").exists()
    assert hosts.play("site", **given).changed() == 0
    check_no_trace(tmp_path)
    server.passwords.add("a newer one")
    done = hosts.play("rotate", **{**given, "hubmail_secret": "a newer one"})
    assert done.report["one"]["state"] == "working"
    server.passwords = {"a newer one"}
    assert len(server.messages) == 2
    # The stored one is the new one: nothing is given here.
    again = hosts.play("site", **{**given, "hubmail_secret": "a newer one"})
    assert again.changed() == 0


def test_the_collection_can_be_built_and_installed(tmp_path: Path) -> None:
    galaxy = TOOLS / "ansible-galaxy"
    environment = {**os.environ, "ANSIBLE_HOME": str(tmp_path / "home")}
    built = tmp_path / "built"

    def collection(*arguments: str | Path) -> None:
        done = subprocess.run(
            [galaxy, "collection", *arguments],
            capture_output=True, check=False, timeout=300, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr).decode()

    collection("build", COLLECTION, "--output-path", built)
    (archive,) = built.glob("hub-hubmail-*.tar.gz")
    collection("install", "--offline", "--collections-path", tmp_path / "there", archive)
    role = tmp_path / "there" / "ansible_collections" / "hub" / "hubmail" / "roles" / "hubmail"
    assert (role / "tasks" / "main.yml").exists()


def told(turn: str, hosts: Fleet, server: MailServer) -> Played:
    """Set all of them up, and print the figures."""
    began = time.monotonic()
    done = hosts.play("site", **wanted(server))
    seconds = time.monotonic() - began
    states = Counter(row["state"] for row in done.report.values())
    print(f"{turn}: {seconds:.0f} s, changed {done.changed()}, {dict(states)}")  # noqa: T201
    assert states == {"working": 17, "failing": 3}
    assert done.failed() == set(FAULTS)
    return done
