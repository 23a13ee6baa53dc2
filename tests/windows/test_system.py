"""What Windows itself says and does: accounts, folders, consoles, colours."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core import system, windows
from hubmail_gui.window import elevation
from tests.cli.mail_server import MailServer
from tests.cli.program import PATIENCE, Program, interrupt
from tests.left_out import WINDOWS
from tests.servers.loopback import LoopbackServer, Peer
from tests.windows.outside import outside

pytestmark = pytest.mark.windows
winreg: Any = importlib.import_module("winreg") if WINDOWS else None
PERSONALIZE = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
CTRL_BREAK = 1


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
