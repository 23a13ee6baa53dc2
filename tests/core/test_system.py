"""What the operating system knows; for those that the tests do not run on, with its calls replaced."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from hubmail_gui.core import system
from hubmail_gui.core.system import Account
from tests.left_out import WINDOWS

if not WINDOWS:
    import grp
    import pwd


def nobody_knows(_number: int) -> None:
    raise KeyError


def test_the_account_with_its_name_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SimpleNamespace(pw_name="claire", pw_gecos="Claire Durand,Room 7,,")
    monkeypatch.setattr(pwd, "getpwuid", lambda _number: entry)
    monkeypatch.setenv("EMAIL", "claire.durand@example.com")
    assert system.account() == Account("claire", "Claire Durand", "claire.durand@example.com")
    monkeypatch.delenv("EMAIL")
    assert system.account().address == ""


def test_an_account_that_no_service_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwuid", nobody_knows)
    monkeypatch.setenv("EMAIL", "it@example.com")
    assert system.account() == Account(str(os.getuid()), "", "it@example.com")


PEOPLE = {
    0: SimpleNamespace(pw_uid=0, pw_name="root", pw_gecos="root"),
    1000: SimpleNamespace(pw_uid=1000, pw_name="claire", pw_gecos="Claire Durand,,,"),
}


@pytest.mark.parametrize(
    ("user", "variables", "login", "name"),
    [
        (0, {}, "root", "root"),
        (0, {"SUDO_USER": "claire"}, "root (claire)", "Claire Durand"),
        (0, {"DOAS_USER": "claire"}, "root (claire)", "Claire Durand"),
        (0, {"PKEXEC_UID": "1000"}, "root (claire)", "Claire Durand"),
        (0, {"SUDO_USER": "root"}, "root", "root"),
        (0, {"SUDO_USER": "nobody-knows"}, "root", "root"),
        (0, {"SUDO_USER": "x\n\x1b[2J"}, "root", "root"),
        (0, {"PKEXEC_UID": "-1"}, "root", "root"),
        (0, {"PKEXEC_UID": "9" * 40}, "root", "root"),
        (0, {"PKEXEC_UID": "²"}, "root", "root"),
        (1000, {"SUDO_USER": "root"}, "claire", "Claire Durand"),
        (1000, {"SUDO_USER": "claire"}, "claire", "Claire Durand"),
    ],
)
def test_who_is_behind_root(
    monkeypatch: pytest.MonkeyPatch, user: int, variables: dict[str, str], login: str, name: str
) -> None:
    named = {one.pw_name: one for one in PEOPLE.values()}
    monkeypatch.setattr(pwd, "getpwuid", PEOPLE.__getitem__)
    monkeypatch.setattr(pwd, "getpwnam", named.__getitem__)
    monkeypatch.setattr(os, "getuid", lambda: user)
    for key, value in variables.items():
        monkeypatch.setenv(key, value)
    account = system.account()
    assert (account.login, account.name) == (login, name)


@pytest.mark.parametrize(
    ("user", "groups", "expected"),
    [(0, [], True), (1000, ["users"], False), (1000, ["users", "sudo"], True),
     (1000, ["wheel"], True), (1000, ["hubmail"], True), (1000, [], False)],
)  # fmt: skip
def test_administrators(
    monkeypatch: pytest.MonkeyPatch, user: int, groups: list[str], expected: bool
) -> None:
    known = dict(enumerate(groups, 500))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    # 4711 is a group that no name service knows.
    monkeypatch.setattr(os, "getgroups", lambda: [4711, *known])
    monkeypatch.setattr(os, "getegid", lambda: 4711)
    monkeypatch.setattr(grp, "getgrgid", lambda number: SimpleNamespace(gr_name=known[number]))
    assert system.is_administrator() is expected


def test_the_folder_of_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert system.configuration_folder() == str(tmp_path / "xdg" / "hubmail")
    # The specification: relative paths are invalid and ignored.
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert system.configuration_folder() == str(tmp_path / ".config" / "hubmail")
    monkeypatch.setattr(sys, "platform", "darwin")
    expected = tmp_path / "Library" / "Application Support" / "hubmail"
    assert system.configuration_folder() == str(expected)


def test_the_language_of_the_desktop_is_in_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.interface_language() == ""
    monkeypatch.setattr(sys, "platform", "darwin")
    answer = SimpleNamespace(stdout="fr_FR\n")
    monkeypatch.setattr(subprocess, "run", lambda *_given, **_named: answer)
    assert system.interface_language() == "fr_FR"


@pytest.mark.parametrize("error", [FileNotFoundError(), subprocess.TimeoutExpired("defaults", 2)])
def test_a_system_that_does_not_tell_its_language(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def run(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert system.interface_language() == ""


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as Windows loads it, with an account there."""

    names = {3: "Claire Durand", 8: "claire.durand@example.com"}

    def name(form: int, buffer: Any, _size: object) -> int:
        buffer.value = names[form]
        return 1

    calls = SimpleNamespace(
        shell32=SimpleNamespace(IsUserAnAdmin=lambda: 1),
        kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x040C),
        secur32=SimpleNamespace(GetUserNameExW=name),
    )
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", calls, raising=False)
    monkeypatch.setenv("USERNAME", "claire")
    monkeypatch.setenv("APPDATA", "/appdata")
    spec = importlib.util.spec_from_file_location("system_on_windows", system.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_windows(windows: ModuleType) -> None:
    account = windows.account()
    assert tuple(account) == ("claire", "Claire Durand", "claire.durand@example.com")
    assert windows.is_administrator() is True
    assert windows.interface_language() == "fr_FR"
    assert windows.configuration_folder() == str(Path("/appdata") / "hubmail")
