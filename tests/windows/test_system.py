"""What Windows itself does: its Credential Manager, files that others hold, paths, consoles, colours."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core import system, windows
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.store import files
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import SERVICE, Keyring
from hubmail_gui.window import elevation
from tests.cli.mail_server import MailServer, running
from tests.cli.program import PATIENCE, SECRET, Program, interrupt
from tests.left_out import WINDOWS
from tests.servers.loopback import LoopbackServer, Peer
from tests.store.contract import KeyringContract, private_key
from tests.store.documents import refused

pytestmark = pytest.mark.windows

winreg: Any = importlib.import_module("winreg") if WINDOWS else None
win32cred: Any = importlib.import_module("win32ctypes.pywin32.win32cred") if WINDOWS else None
pywintypes: Any = importlib.import_module("win32ctypes.pywin32.pywintypes") if WINDOWS else None
PERSONALIZE = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
DESKTOP = r"Software\Microsoft\Windows\DWM"
CTRL_BREAK = 1


def outside(code: str, *arguments: str, **variables: str) -> str:
    """What a Python program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
        timeout=PATIENCE, env={**os.environ, **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


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


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


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


def test_ctrl_break_ends_a_test_at_once(mail: MailServer, tmp_path: Path) -> None:
    reached = threading.Event()

    def silent(peer: Peer) -> None:
        reached.set()
        peer.hold()

    program = Program(tmp_path / "settings", {"EMAIL": "admin@example.com"})
    given = tmp_path / "given.json"
    with LoopbackServer(silent) as quiet:
        document = mail.document(port=quiet.port, encryption="none", smtp_authentication=False)
        given.write_text(json.dumps(document), encoding="utf-8")
        child = program.start("test", given, "--json")
        assert reached.wait(PATIENCE)
        interrupt(child, CTRL_BREAK)
        out, _err = child.communicate(timeout=PATIENCE)
    assert json.loads(out)["failure"]["code"] == "cancelled"
    assert child.returncode == 75


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


STARTED = """
import sys
started = []
sys.addaudithook(lambda event, given: event == "subprocess.Popen" and started.append(given[0]))
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core import system
from hubmail_gui.delivery import trust
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.store.references import new_reference
from hubmail_gui.store.secrets import Keyring
trust.context(SmtpAccount("localhost", 587, Encryption.STARTTLS))
try:
    Keyring().read(new_reference(), Cancel())
except FaultError as error:
    assert error.fault.code == "keyring.missing", error
assert system.python_platform().release()
print(started)
"""


def test_no_other_program_is_started_to_learn_which_windows_this_is() -> None:
    assert outside(STARTED) == "[]"


ECHO = """
import sys
from hubmail_gui.core import windows_pipe
from hubmail_gui.core.cancel import Cancel
with windows_pipe.connect(sys.argv[1], Cancel(), 60) as pipe:
    pipe.send(pipe.receive()[::-1])
"""


@pytest.fixture
def pipes() -> Any:
    return importlib.import_module("hubmail_gui.core.windows_pipe")


class TestPipe:
    @pytest.fixture
    def name(self) -> str:
        return f"hubmail-{uuid.uuid4()}"

    @pytest.fixture
    def own(self, pipes: Any) -> str:
        sid = pipes.sid_of(os.getlogin())
        assert sid is not None
        return str(sid)

    def test_two_processes_of_an_account_talk(self, pipes: Any, name: str, own: str) -> None:
        said = bytes(range(256)) * 1000
        with pipes.listen(name, own, Cancel(), PATIENCE) as pipe:
            other = subprocess.Popen([sys.executable, "-c", ECHO, name])
            pipe.wait_for_other_end()
            pipe.send(said)
            assert pipe.receive() == said[::-1]
            assert other.wait(PATIENCE) == 0

    def test_nobody_takes_its_name(self, pipes: Any, name: str, own: str) -> None:
        with pipes.listen(name, own, Cancel(), PATIENCE), pytest.raises(OSError, match="WinError"):
            pipes.listen(name, own, Cancel(), PATIENCE)

    def test_another_account_is_kept_out(self, pipes: Any, name: str) -> None:
        local_service = "S-1-5-19"
        with (
            pipes.listen(name, local_service, Cancel(), PATIENCE),
            pytest.raises(PermissionError),
        ):
            pipes.connect(name, Cancel(), PATIENCE)

    def test_cancel_ends_the_wait(self, pipes: Any, name: str, own: str) -> None:
        cancel = Cancel()
        with pipes.listen(name, own, cancel, PATIENCE) as pipe:
            cancel.request()
            with pytest.raises(Cancelled):
                pipe.wait_for_other_end()

    def test_nobody_comes(self, pipes: Any, name: str, own: str) -> None:
        with pipes.listen(name, own, Cancel(), 0) as pipe, pytest.raises(TimeoutError):
            pipe.wait_for_other_end()

    def test_an_account_that_nobody_knows(self, pipes: Any) -> None:
        assert pipes.sid_of("nobody-of-this-name") is None


def test_who_it_is() -> None:
    account = system.account()
    assert account.login
    assert account.login == system.login()
    assert account.address == "" or "@" in account.address
    assert system.is_administrator() == bool(ctypes.WinDLL("shell32").IsUserAnAdmin())  # type: ignore[attr-defined,unused-ignore]


def test_whether_more_rights_can_be_had_is_known() -> None:
    elevation.name_application("hubmail")
    assert elevation.may_elevate() in {True, False}


def test_a_file_is_no_console(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert windows.rewrites_lines(file.fileno()) is False


def test_the_folder_is_known_without_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with_variable = Path(os.environ["APPDATA"])
    monkeypatch.delenv("APPDATA")
    found = Path(system.configuration_folder())
    assert found.is_absolute()
    assert (found.name, found.parent.name) == ("hubmail", with_variable.name)


LOOK = """
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
application = QApplication([])
print(application.styleHints().colorScheme().name, end=" ")
print(application.palette().color(QPalette.ColorRole.Window).lightness() < 128)
"""


@pytest.fixture
def dark() -> Iterator[None]:
    """Windows set to dark colours, as its Settings do it."""
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, PERSONALIZE) as key:
        winreg.SetValueEx(key, "AppsUseLightTheme", 0, winreg.REG_DWORD, 0)
        yield
        winreg.SetValueEx(key, "AppsUseLightTheme", 0, winreg.REG_DWORD, 1)


@pytest.mark.usefixtures("dark")
def test_dark_colours_are_followed() -> None:
    assert outside(LOOK) == "Dark True"


def test_light_colours_are_followed() -> None:
    assert outside(LOOK) == "Light False"
