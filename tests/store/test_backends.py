"""Which keyrings are taken: the system's own, never one that keeps secrets in the open."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SHOW = """
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import Keyring
try:
    Keyring().keep(new_reference(), "hunter2", Cancel())
except FaultError as error:
    print(error.fault.code, error.fault.params.get("backend", ""))
"""

# A keyring of the kind that keyrings.alt has: well-behaved, and a plain file.
PLAINTEXT = """
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username): return None
    def set_password(self, service, username, password):
        open("kept", "a").write(password)
    def delete_password(self, service, username): pass
"""


@dataclass(frozen=True)
class Forced:
    name: str
    backend: str
    code: str


FORCED = [
    Forced("null", "keyring.backends.null.Keyring", "keyring.insecure"),
    Forced("plain text", "plain.PlaintextKeyring", "keyring.insecure"),
    Forced("a chain of nothing", "keyring.backends.chainer.ChainerBackend", "keyring.insecure"),
    Forced("fail", "keyring.backends.fail.Keyring", "keyring.unavailable"),
    Forced("not installed", "keyrings.alt.file.PlaintextKeyring", "keyring.unavailable"),
    Forced("no such class", "keyring.backends.null.Nothing", "keyring.unavailable"),
    Forced("no name at all", "nonsense", "keyring.unavailable"),
    Forced(
        "Secret Service without D-Bus", "keyring.backends.SecretService.Keyring",
        "keyring.unavailable",
    ),
    Forced("another system's", "keyring.backends.macOS.Keyring", "keyring.unavailable"),
    Forced("none", "", "keyring.unavailable"),
]  # fmt: skip


def told(folder: Path, **variables: str) -> list[str]:
    """What keeping a secret says in a new process: the fault's code and the keyring's name."""
    (folder / "plain.py").write_text(PLAINTEXT, "utf-8")
    path = os.pathsep.join([str(folder), str(Path.cwd())])
    done = subprocess.run(
        [sys.executable, "-c", SHOW], capture_output=True, text=True, check=True, cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **variables},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize("case", FORCED, ids=lambda case: case.name)
def test_a_keyring_chosen_by_variable(case: Forced, tmp_path: Path) -> None:
    said = told(tmp_path, PYTHON_KEYRING_BACKEND=case.backend)
    expected = [case.backend] if case.code == "keyring.insecure" else []
    assert said == [case.code, *expected]
    assert not (tmp_path / "kept").exists()


def test_a_keyring_chosen_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=plain.PlaintextKeyring\nkeyring-path={tmp_path}\n", "utf-8"
    )
    said = told(tmp_path, XDG_CONFIG_HOME=str(tmp_path))
    assert said == ["keyring.insecure", "plain.PlaintextKeyring"]
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "nonsense", "tcp:host=127.0.0.1,port=1"])
def test_a_bus_that_is_not_there(address: str, tmp_path: Path) -> None:
    assert told(tmp_path, DBUS_SESSION_BUS_ADDRESS=address) == ["keyring.unavailable"]


VAULT = """
from keyring.backend import KeyringBackend
class Vault(KeyringBackend):
    priority = 9
    def get_password(self, service, username): return None
    def set_password(self, service, username, password): print("kept")
    def delete_password(self, service, username): pass
"""


def test_a_vault_is_used_only_when_somebody_has_chosen_it(tmp_path: Path) -> None:
    (tmp_path / "company.py").write_text(VAULT, "utf-8")
    assert told(tmp_path, PYTHON_KEYRING_BACKEND="company.Vault") == ["kept"]
    assert told(tmp_path) == ["keyring.unavailable"]
