"""What is kept on Windows: in Credential Manager, in files that others hold, below any path."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core import system
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.store import files
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import SERVICE, Keyring
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program
from tests.left_out import WINDOWS
from tests.store.contract import KeyringContract, private_key
from tests.store.documents import refused
from tests.windows.outside import outside

pytestmark = pytest.mark.windows
win32cred: Any = importlib.import_module("win32ctypes.pywin32.win32cred") if WINDOWS else None
pywintypes: Any = importlib.import_module("win32ctypes.pywin32.pywintypes") if WINDOWS else None


def targets() -> set[str]:
    """The names of all our entries in Credential Manager."""
    try:
        listed = win32cred.CredEnumerate(None, 0)
    except pywintypes.error:  # there is none at all
        return set()
    return {one["TargetName"] for one in listed if SERVICE in one["TargetName"]}


class TestCredentialManager(KeyringContract):
    @pytest.fixture
    def keyring(self) -> Keyring:
        return Keyring()

    def entry_names(self) -> set[str]:
        return targets()

    def test_another_process_reads_it(self, keyring: Keyring) -> None:
        reference, secret = new_reference(), private_key()
        keyring.keep(reference, secret, Cancel())
        reading = (
            "import sys; from hubmail_gui.core.cancel import Cancel;"
            "from hubmail_gui.store.secrets import Keyring;"
            "sys.stdout.write(str(len(Keyring().read(sys.argv[1], Cancel()))))"
        )
        assert outside(reading, reference) == str(len(secret))
        keyring.remove(reference, Cancel())
        with refused("keyring.missing"):
            keyring.read(reference, Cancel())


class TestFilesInUse:
    """A file that another program holds open can be neither deleted nor replaced."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Path:
        path = tmp_path / "hubmail" / "settings.json"
        files.make_folder(str(path.parent))
        files.replace(str(path), b"old")
        return path

    @pytest.mark.parametrize("name", ["settings.json", "settings.json.new"])
    def test_for_good_is_a_named_fault(self, settings: Path, name: str) -> None:
        held = settings.with_name(name)
        held.write_bytes(b"old")
        with held.open("rb"), refused("settings.unwritable"):
            files.replace(str(settings), b"new")
        assert settings.read_bytes() == b"old"
        files.replace(str(settings), b"new")
        assert settings.read_bytes() == b"new"

    @pytest.mark.parametrize("name", ["settings.json", "settings.json.new"])
    def test_for_a_moment_is_waited_for(
        self, settings: Path, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = settings.with_name(name)
        held.write_bytes(b"old")
        scanner = held.open("rb")

        def once_refused(call: Callable[..., None]) -> Callable[..., None]:
            def tried(*given: Any, **named: Any) -> None:
                try:
                    call(*given, **named)
                except PermissionError:
                    scanner.close()  # by now it has seen enough
                    raise

            return tried

        monkeypatch.setattr(os, "replace", once_refused(os.replace))
        monkeypatch.setattr(os, "unlink", once_refused(os.unlink))
        files.replace(str(settings), b"new")
        assert scanner.closed
        assert settings.read_bytes() == b"new"

    def test_a_read_only_leftover_is_taken_away(self, settings: Path) -> None:
        leftover = settings.with_name("settings.json.new")
        leftover.write_bytes(b"of a killed program")
        leftover.chmod(0o400)
        files.replace(str(settings), b"new")
        assert settings.read_bytes() == b"new"
        assert not leftover.exists()


@pytest.fixture(params=["short", "umlauts", "long"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    parts = {
        "short": ["settings"],
        "umlauts": ["Jürgen Großmann", "réglages ☕ 設定"],
        "long": ["d" * 100, "e" * 100, "f" * 100],
    }
    return Program(tmp_path.joinpath(*parts[request.param]), {"EMAIL": "admin@example.com"})


def test_settings_are_kept_wherever_the_folder_is(
    program: Program, mail: MailServer, tmp_path: Path
) -> None:
    mail.messages.clear()
    given = tmp_path / "given.json"
    given.write_text(json.dumps(mail.document()), encoding="utf-8")
    done = program.run("apply", given, "--secret-stdin", "--json", stdin=SECRET.encode())
    assert done.status == 0, done.out
    assert program.run("test", "--json").status == 0
    assert len(mail.messages) == 2
    assert program.run("show", "--json").json["secret_stored"] is True
    assert [one["action"] for one in program.run("history", "--json").json["history"]] == [
        "changed", "tested", "tested",
    ]  # fmt: skip


def test_two_people_do_not_write_at_once(mail: MailServer, tmp_path: Path) -> None:
    program = Program(tmp_path / "settings", {"EMAIL": "admin@example.com"})
    given = tmp_path / "given.json"
    given.write_text(json.dumps(mail.document()), encoding="utf-8")
    hold = (
        "import sys; from hubmail_gui.core.cancel import Cancel;"
        "from hubmail_gui.store.lock import Lock;\n"
        "with Lock(sys.argv[1], Cancel()): print('held', flush=True); sys.stdin.read()"
    )
    lock = program.folder / "settings.lock"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline().strip() == b"held"
        done = program.run("apply", given, "--secret-stdin", "--json", stdin=SECRET.encode())
        other.stdin.close()
    failure = done.json["failure"]
    assert (done.status, failure["code"]) == (75, "settings.locked")
    assert failure["params"]["username"] == system.login()
