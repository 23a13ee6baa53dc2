"""The code for Windows and macOS: types as those systems have them, calls replaced by stand-ins."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from hubmail_gui.core import windows as core_windows
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import FaultError

ROOT = Path(__file__).resolve().parent.parent.parent
NAME_DISPLAY, NAME_USER_PRINCIPAL = 3, 8


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Windows' libraries, as far as the program calls them."""
    names = {NAME_DISPLAY: "Claire Durand", NAME_USER_PRINCIPAL: "claire@example.com"}

    def name_ex(form: int, buffer: Any, _size: object) -> int:
        buffer.value = names.get(form, "")
        return int(form in names)

    libraries = SimpleNamespace(
        names=names,
        started=[],
        answer=42,
        secur32=SimpleNamespace(GetUserNameExW=name_ex),
        kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x040C),
        shell32=SimpleNamespace(IsUserAnAdmin=lambda: 1),
    )

    def execute(*given: object) -> int:
        libraries.started.append(given)
        return int(libraries.answer)

    libraries.shell32.ShellExecuteW = execute
    monkeypatch.setattr(ctypes, "windll", libraries, raising=False)
    return libraries


def on(platform: str, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of the program as it is when imported on another system."""
    monkeypatch.setattr(sys, "platform", platform)
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What Python and our packages lack on Windows.
UNIX_ONLY = ("fcntl", "grp", "jeepney", "posix", "pty", "pwd", "resource", "secretstorage", "termios",
             "tty")  # fmt: skip
# Says itself that it is imported there only.
WINDOWS_ONLY = "hubmail_gui.core.windows_pipe"
IMPORT_ALL = f"""
import pkgutil, sys
import hubmail_gui
names = [one.name for one in pkgutil.walk_packages(hubmail_gui.__path__, "hubmail_gui.")]
names.remove("{WINDOWS_ONLY}")
sys.modules.update(dict.fromkeys(sys.argv[1:]))
failed = []
for name in names:
    try:
        __import__(name)
    except ImportError as error:
        failed.append(f"{{name}}: {{error}}")
sys.exit("\\n".join(failed) or None)
"""


def test_no_module_needs_what_only_unix_has() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *UNIX_ONLY], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_types(platform: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--platform", platform, "--no-warn-unreachable",
         "hubmail_gui"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_windows_knows_who_it_is(windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    monkeypatch.setattr(os, "getlogin", lambda: "cdurand")
    monkeypatch.delenv("EMAIL", raising=False)
    assert tuple(getattr(system.account(), name) for name in ("login", "name", "address")) == (
        "cdurand", "Claire Durand", "claire@example.com",
    )  # fmt: skip
    windows.names.clear()
    assert system.account() == system.Account("cdurand")


def test_a_windows_name_without_a_domain_is_no_address(
    windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    monkeypatch.setattr(os, "getlogin", lambda: "cdurand")
    monkeypatch.delenv("EMAIL", raising=False)
    windows.names[NAME_USER_PRINCIPAL] = r"COMPANY\cdurand"
    assert system.account().address == ""
    monkeypatch.setenv("EMAIL", "claire@example.com")
    assert system.account().address == "claire@example.com"


def test_a_domain_that_does_not_answer_is_not_waited_for(
    windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    monkeypatch.setattr(os, "getlogin", lambda: "cdurand")
    monkeypatch.setattr("hubmail_gui.core.windows.DOMAIN_SECONDS", 0.01)
    monkeypatch.delenv("EMAIL", raising=False)
    answer = threading.Event()

    def silent(*_given: object) -> int:
        answer.wait()
        return 0

    windows.secur32.GetUserNameExW = silent
    assert system.account() == system.Account("cdurand")
    answer.set()


def test_a_windows_service_without_a_profile(
    windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)

    def unknown() -> str:
        raise OSError

    monkeypatch.setattr(os, "getlogin", unknown)
    monkeypatch.setenv("USERNAME", "MACHINE$")
    monkeypatch.delenv("APPDATA", raising=False)
    windows.shell32.SHGetFolderPathW = lambda *_given: -2147024894  # ERROR_FILE_NOT_FOUND
    assert system.login() == "MACHINE$"
    with pytest.raises(FaultError) as failed:
        system.configuration_folder()
    assert failed.value.fault.code == "settings.unwritable"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("C:\\short", "C:\\short"),
        ("C:\\" + "é" * 300, "\\\\?\\C:\\" + "é" * 300),
        ("\\\\server\\share\\" + "x" * 300, "\\\\?\\UNC\\server\\share\\" + "x" * 300),
        ("\\\\?\\C:\\" + "x" * 300, "\\\\?\\C:\\" + "x" * 300),
    ],
    ids=["short", "long", "remote", "already"],
)
def test_windows_takes_paths_of_any_length(path: str, expected: str) -> None:
    assert core_windows.any_length(path) == expected


def test_windows_needs_no_shell_to_know_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    monkeypatch.setattr(platform, "_syscmd_ver", platform._syscmd_ver)  # type: ignore[attr-defined]
    assert system.python_platform() is platform
    # What Python then turns to is Windows' own answer.
    assert platform._syscmd_ver() == ("", "", "")


@pytest.mark.parametrize("elevated", [True, False])
def test_windows_administrator(
    elevated: bool,
    windows: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    windows.shell32.IsUserAnAdmin = lambda: int(elevated)
    assert system.is_administrator() is elevated


@pytest.mark.usefixtures("windows")
def test_windows_language_and_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    system = on("win32", "hubmail_gui.core.system", monkeypatch)
    monkeypatch.setenv("APPDATA", "/users/claire/AppData/Roaming")
    assert system.interface_language() == "fr_FR"
    assert system.configuration_folder() == "/users/claire/AppData/Roaming/hubmail"


def test_mac_language_and_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    system = on("darwin", "hubmail_gui.core.system", monkeypatch)
    asked = []

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        asked.append(command)
        return SimpleNamespace(stdout="fr_CA\n")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("HOME", "/Users/claire")
    assert system.interface_language() == "fr_CA"
    assert asked == [["/usr/bin/defaults", "read", "-g", "AppleLocale"]]
    folder = "/Users/claire/Library/Application Support/hubmail"
    assert system.configuration_folder() == folder


def test_windows_is_asked_for_an_administrators_rights(
    windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    elevation = on("win32", "hubmail_gui.window.elevation", monkeypatch)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\hubmail\hubmail-gui.exe")
    monkeypatch.setattr(sys, "argv", ["hubmail-gui", "--config-dir", r"C:\my settings"])
    assert elevation.POSSIBLE
    assert elevation.restart()
    ((_window, verb, program, arguments, _folder, _show),) = windows.started
    assert (verb, program) == ("runas", r"C:\Program Files\hubmail\hubmail-gui.exe")
    assert arguments == r'--config-dir "C:\my settings"'
    windows.answer = 5  # SE_ERR_ACCESSDENIED: the person said no
    assert not elevation.restart()


@pytest.fixture
def handlers(windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The handlers of the console's events that are in force."""
    found: list[Any] = []

    def change(handler: object, adding: bool) -> int:
        found.append(handler) if adding else found.remove(handler)
        return 1

    windows.kernel32.SetConsoleCtrlHandler = change
    monkeypatch.setattr(ctypes, "WINFUNCTYPE", lambda *_types: lambda call: call, raising=False)
    return found


@pytest.mark.parametrize("event", [0, 1], ids=["Ctrl-C", "Ctrl-Break"])
def test_a_key_in_the_console_cancels_once_and_interrupts_then(
    event: int, handlers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupts = on("win32", "hubmail_gui.cli.interrupts", monkeypatch)
    cancel = Cancel()
    with interrupts.cancelling(cancel):
        assert handlers[0](event) is True
        assert cancel.requested
        assert handlers[0](event) is False
    assert handlers == []


@pytest.mark.parametrize("event", [2, 5, 6], ids=["close", "log off", "shut down"])
def test_a_console_that_closes_waits_until_the_end_is_written_down(
    event: int, handlers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupts = on("win32", "hubmail_gui.cli.interrupts", monkeypatch)
    cancel, asked, answers = Cancel(), threading.Event(), []
    cancel.add(asked.set)
    with interrupts.cancelling(cancel):
        # Windows ends the process as soon as this returns.
        console = threading.Thread(target=lambda: answers.append(handlers[0](event)))
        console.start()
        assert asked.wait(60)
        assert console.is_alive()
    console.join()
    assert answers == [True]


def test_elsewhere_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    elevation = on("linux", "hubmail_gui.window.elevation", monkeypatch)
    assert not elevation.POSSIBLE
    assert not elevation.restart()
