"""The packages on machines that have nothing: a fresh Debian of this release, and of the next.

No Python, no Qt, no certificates: the .deb brings its dependencies, the archive's commands need
none. A Postfix outside takes the mail; only the machine's own store makes its certificate trusted.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import processes
from tests.packaging import machine as machines
from tests.packaging.machine import PERSON, Machine
from tests.packaging.screen import screen, windows
from tests.servers import postfix
from tests.servers.certificates import Wish, intermediate, issue, root
from tests.servers.postfix import Ports

DIST = Path(__file__).resolve().parent.parent.parent / "dist"
AUTHORITY = root()
SERVER = issue(intermediate(AUTHORITY), Wish(names=("mail.example.test",)))
PICTURES = DIST.parent / "build" / "pictures"

SESSION = (f"/home/{PERSON}/.run/", "/tmp/dbus-")
# What Debian itself writes down when packages come and go, and what a person keeps.
LEFT_BY_DEBIAN = ("/var/log/", "/var/lib/dpkg/", "/var/lib/apt/", "/var/cache/", "/run/")
OWN = (f"/home/{PERSON}/.config/hubmail", f"/home/{PERSON}/.local/share/keyrings", *SESSION)
OWN_FOLDERS = {f"/home/{PERSON}/.config", f"/home/{PERSON}/.local", f"/home/{PERSON}/.local/share"}
KEYRING = "gnome-keyring-daemon --unlock --components=secrets"

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.slow,
    pytest.mark.skipif(machines.missing() is not None, reason=str(machines.missing())),
    pytest.mark.skipif(postfix.missing() is not None, reason=str(postfix.missing())),
]


@pytest.fixture(scope="module")
def ports() -> Iterator[Ports]:
    with postfix.running(SERVER) as found:
        yield found


def package(pattern: str) -> Path:
    found = sorted(DIST.glob(pattern))
    assert len(found) == 1, f"dist/{pattern}: {found}; make package builds it"
    return found[0]


def settings(machine: Machine, ports: Ports) -> list[str]:
    """Files with settings and secret there, as arguments."""
    document = {
        "sender": postfix.SENDER,
        "authentication": {
            "type": "password",
            "host": "mail.example.test",
            "port": ports.starttls,
            "encryption": "starttls",
            "smtp_authentication": True,
            "username": postfix.USERNAME,
        },
    }
    file = machine.put(json.dumps(document).encode(), "/srv/settings.json")
    secret = machine.put(postfix.PASSWORD.encode(), "/srv/secret")
    return [file, f"--secret-file={secret}", f"--recipient={postfix.RECIPIENT}", "--json"]


def trust(machine: Machine) -> None:
    """Put the private authority into the operating system's store there."""
    machine.put(AUTHORITY.pem.encode(), "/usr/local/share/ca-certificates/example.crt")
    machine.run("update-ca-certificates")


def send(machine: Machine, hubmail: str, ports: Ports, *, status: int) -> dict[str, Any]:
    """What ``hubmail test`` says of the settings there, with no keyring at all."""
    said = machine.run(hubmail, "test", *settings(machine, ports), person=PERSON, status=status)
    result: dict[str, Any] = json.loads(said)
    return result


def use(machine: Machine, hubmail: str, ports: Ports) -> None:
    """Save settings into a keyring there, and send with what was saved."""
    arguments = " ".join(settings(machine, ports))
    session = f"""
        printf password | {KEYRING} >/dev/null 2>&1
        {hubmail} apply {arguments}
        {hubmail} test --recipient={postfix.RECIPIENT} --json
        {hubmail} show --json
    """
    said = machine.run("dbus-run-session", "--", "sh", "-ec", session, person=PERSON)
    applied, tested, shown = (json.loads(text) for text in documents(said))
    assert applied["ok"], applied
    assert applied["saved"], applied
    assert applied["reply"].startswith("250 2.0.0"), applied
    assert tested["ok"], tested
    assert shown["secret_stored"], shown
    assert postfix.PASSWORD not in said


def documents(text: str) -> list[str]:
    """The JSON objects that were printed one after the other."""
    decoder, found = json.JSONDecoder(), []
    while text := text.strip():
        _value, end = decoder.raw_decode(text)
        found.append(text[:end])
        text = text[end:]
    return found


def open_window(machine: Machine, program: str, picture: str) -> None:
    """Open the window there, look at it, and close it again."""
    with screen() as display:
        command = machine.command(program, "--lang", "en", person=PERSON, extra={
            "DISPLAY": display, **processes.PAINTING,
        })  # fmt: skip
        with processes.window(command) as shown:
            assert "QPushButton" in " ".join(shown.drawn) or len(shown.drawn) > 8, shown.drawn
            (window,) = windows(display)
    PICTURES.mkdir(parents=True, exist_ok=True)
    window.picture.save(PICTURES / f"{picture}.png")
    assert window.colours() > 20
    assert window.lines_of_text() > 8


def left_over(before: set[str], after: set[str]) -> set[str]:
    """What is there now and was not, without what Debian and the person keep."""
    return {
        path for path in after - before
        if not path.startswith((*LEFT_BY_DEBIAN, *OWN)) and path not in OWN_FOLDERS
    }  # fmt: skip


def test_debian_package(ports: Ports) -> None:
    deb = package("hubmail_*.deb")
    with machines.fresh("bookworm") as machine:
        there = machine.put(deb.read_bytes(), "/srv/hubmail.deb")
        machine.install(there)
        assert not list(machine.root.glob("usr/bin/python*"))
        assert machine.run("hubmail", "--version", person=PERSON).startswith("hubmail ")
        untrusted = send(machine, "hubmail", ports, status=69)
        assert untrusted["failure"]["code"] == "tls.certificate.untrusted"
        trust(machine)
        assert send(machine, "hubmail", ports, status=0)["ok"]

        machine.run("dpkg", "--purge", "hubmail")
        machine.install("dbus-daemon", "fonts-dejavu-core", "gnome-keyring")
        before = machine.files()
        machine.run("dpkg", "--install", there)
        use(machine, "hubmail", ports)
        open_window(machine, "hubmail-gui", "bookworm-deb")
        machine.run("dpkg", "--purge", "hubmail")
        after = machine.files()
        assert not list(machine.root.glob("usr/bin/python*"))
        assert left_over(before, after) == set()
        assert before - after <= {"/var/lib/dpkg/status-old"}
        assert OWN[0] + "/settings.json" in after


def test_archive_on_the_next_release(ports: Ports) -> None:
    archive = package("hubmail-*-linux-*.tar.xz")
    depends = subprocess.run(
        ["dpkg-deb", "--field", package("hubmail_*.deb"), "Depends"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    with machines.fresh("trixie") as machine:
        machine.install("xz-utils")
        there = machine.put(archive.read_bytes(), "/srv/hubmail.tar.xz")
        machine.run("tar", "--extract", f"--file={there}", "--directory=/opt")
        assert not list(machine.root.glob("usr/bin/python*"))
        hubmail = "/opt/hubmail/hubmail"
        # The commands need nothing that the smallest Debian does not have.
        assert machine.run(hubmail, "schema", person=PERSON).startswith("{")
        untrusted = send(machine, hubmail, ports, status=69)
        assert untrusted["failure"]["code"] == "tls.certificate.untrusted"
        machine.install("ca-certificates")
        trust(machine)
        assert send(machine, hubmail, ports, status=0)["ok"]

        # The window needs the libraries that every desktop has; the .deb knows which.
        machine.run("apt-get", "-q", "-y", "satisfy", "--no-install-recommends", depends)
        machine.install("dbus-daemon", "fonts-dejavu-core", "gnome-keyring")
        before = machine.files()
        use(machine, hubmail, ports)
        open_window(machine, "/opt/hubmail/hubmail-gui", "trixie-archive")
        assert left_over(before, machine.files()) == set()
