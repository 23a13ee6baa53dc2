"""From an empty installation to an accepted mail, by keys and the accessibility tree alone.

Against Postfix in a network of its own, with a name server, the usual ports and an authority that
the system trusts, or that nobody knows. Nothing is typed but the sender's address, the password and
one's own address. The keys are counted and the seconds printed, see ``docs/performance.md``.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.gui.outsider import Outsider, require_assistive_technology, watching
from tests.servers import dns, postfix
from tests.servers.certificates import Issued, Wish, issue, root
from tests.servers.dns import NameServer
from tests.servers.island import Island
from tests.servers.postfix import PASSWORD, RECIPIENT, SENDER, Ports

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "smtp.example.test"
AT = Ports(plain=25, starttls=587, tls=465, mechanism={})
AUTHORITY = root("Example Authority")
SERVER = issue(AUTHORITY, Wish(names=(HOST,), common_name=HOST))
# Before there was a question and a search: sender, host, user name, password, own address, and the
# ways between their fields.
KEYS_BEFORE = 92

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.slow,
    pytest.mark.skipif(postfix.missing() is not None, reason=str(postfix.missing())),
]


class Hand:
    """Somebody at the keyboard, whose keys are counted."""

    def __init__(self, outsider: Outsider) -> None:
        self._outsider = outsider
        self._began = time.monotonic()
        self.keys = 0

    def type(self, keys: str) -> None:
        """Press keys; the line's end is Enter."""
        self.keys += self._outsider.type(keys)

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self._outsider.press(name)
        self.keys += 1

    def wait_for(self, words: str) -> None:
        """Wait until something is called so."""
        self._outsider.wait_for(words)

    def told(self, what: str) -> str:
        """What it took."""
        seconds = time.monotonic() - self._began
        return f"{what}: {self.keys} keys, {seconds:.1f} s, nobody thinking\n"


@contextmanager
def sitting(folder: Path) -> Iterator[Hand]:
    """Before the window of an empty installation, beside the mail server."""
    server = NameServer({(HOST, "A"): ["127.0.0.1"], ("example.test", "MX"): [f"10 {HOST}."]})
    with (
        dns.serving(server),
        postfix.running(SERVER, AT),
        watching("--config-dir", str(folder), "--lang=en", keyring=True) as outsider,
    ):
        outsider.wait_for("Which mail service?")
        yield Hand(outsider)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    require_assistive_technology()
    if shutil.which("gnome-keyring-daemon") is None:
        pytest.skip("gnome-keyring is not installed")
    made = tmp_path / "settings"
    made.mkdir(mode=0o700)
    return made


def island(tmp_path: Path, trusted: Issued | None) -> Island:
    made = tmp_path / "island"
    made.mkdir()
    return Island(made, trusted=trusted.pem if trusted else root("Somebody Else").pem)


def stored(folder: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads((folder / "settings.json").read_text("utf-8"))
    return document


def begin(hand: Hand, offer: str) -> None:
    hand.type(SENDER)
    hand.wait_for(offer)
    hand.wait_for("Choose one: it fills the form.")


def test_with_a_certificate_that_everybody_trusts(tmp_path: Path, folder: Path) -> None:
    def go() -> str:
        with sitting(folder) as hand:
            begin(hand, f"{HOST}, port 587")
            hand.type("\n")
            hand.wait_for("Save")
            hand.type(f"{PASSWORD}\n")
            hand.wait_for("Email address")
            hand.type(f"{RECIPIENT}\n")
            hand.wait_for("The test mail was accepted")
            assert hand.keys == len(SENDER) + len(PASSWORD) + len(RECIPIENT) + 3 < KEYS_BEFORE
            return hand.told("public authority")

    with island(tmp_path, AUTHORITY) as there:
        sys.stdout.write(there.run(go))
    settings = stored(folder)
    assert settings["sender"] == SENDER
    assert settings["authentication"] == {
        "type": "password", "host": HOST, "port": 587, "encryption": "starttls",
        "smtp_authentication": True, "username": SENDER,
    }  # fmt: skip


def test_with_an_authority_that_nobody_knows(tmp_path: Path, folder: Path) -> None:
    def go() -> str:
        with sitting(folder) as hand:
            begin(hand, f"{HOST}, port 587")
            # Enter takes none that was not verified: it leads there.
            hand.type("\n ")
            hand.wait_for("Save")
            hand.type(f"{PASSWORD}\n")
            hand.wait_for("Email address")
            hand.type(f"{RECIPIENT}\n")
            hand.wait_for("comes from an authority that this computer does not trust")
            hand.press("Trust this certificate…")
            hand.press("Trust it for this server")
            hand.wait_for("The test mail was accepted")
            assert hand.keys == len(SENDER) + len(PASSWORD) + len(RECIPIENT) + 6 < KEYS_BEFORE
            return hand.told("private authority")

    with island(tmp_path, None) as there:
        sys.stdout.write(there.run(go))
    assert stored(folder)["pinned_sha256"] == SERVER.fingerprint
