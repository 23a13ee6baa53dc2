"""What the operating system knows: who runs the program, with which rights, in which language.

With ``windows``, the only file in ``core`` with platform code; each function is small and tested with
the platform's calls replaced where the platform cannot run.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.outcome import Fault, FaultError

if TYPE_CHECKING:
    from types import ModuleType

ADMINISTRATOR_GROUPS = frozenset({"sudo", "wheel", "admin", "hubmail"})


# systemd.unit(5), "Unit File Load Path", the strongest first.
UNIT_FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
RELAY_UNIT = "hubmail-relay.service"


class Account(NamedTuple):
    """The person at the keyboard, as the operating system knows them.

    Attributes:
        login: the account's name, for the history; ``root (claire)`` where sudo, doas or pkexec
            runs the program for somebody.
        name: the full name, or empty where the system has none.
        address: the e-mail address, or empty where the system has none.
    """

    login: str
    name: str = ""
    address: str = ""


def account() -> Account:
    """Who runs the program."""
    # EMAIL is where Unix programs look for a person's own address; gecos is name,room,phone,…
    address = os.environ.get("EMAIL", "")
    if sys.platform == "win32":
        from hubmail_gui.core import windows

        # A principal's name looks like an address, and in most companies is one.
        name, principal = windows.names()
        return Account(windows.login(), name, address or (principal if "@" in principal else ""))
    import pwd

    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:  # an account known to no name service, as in containers
        return Account(str(os.getuid()), "", address)
    login, name = entry.pw_name, _full_name(entry.pw_gecos)
    if os.getuid() == 0 and (person := _person_behind_root()):
        login, name = f"{login} ({person[0]})", person[1]
    return Account(login, name, address)


def _full_name(gecos: str) -> str:
    return gecos.split(",")[0]


def _person_behind_root() -> tuple[str, str] | None:
    """Account and full name of whoever had the program run as root, if it is somebody else.

    The variables are those of sudo(8), doas(1) and pkexec(1). Only root's own history believes
    them, and root may write there what it likes.
    """
    if sys.platform == "win32":
        return None
    import pwd

    number = os.environ.get("PKEXEC_UID", "")
    name = os.environ.get("SUDO_USER") or os.environ.get("DOAS_USER") or ""
    try:
        if name:
            entry = pwd.getpwnam(name)
        elif number.isascii() and number.isdecimal():
            entry = pwd.getpwuid(int(number))
        else:
            return None
    except (KeyError, ValueError, OverflowError):  # nobody's
        return None
    return (entry.pw_name, _full_name(entry.pw_gecos)) if entry.pw_uid != 0 else None


def login() -> str:
    """The account's name, which asks nobody but this machine."""
    if sys.platform == "win32":
        from hubmail_gui.core import windows

        return windows.login()
    return account().login


def is_administrator() -> bool:
    """Whether the operating system counts this process as an administrator's.

    Windows: the process has an elevated administrator token. Unix: root, or a member of one of
    ``ADMINISTRATOR_GROUPS``. It keeps the window honest about who should be here; what protects
    the settings are the file's mode and the keyring, which no check in this program can replace.
    """
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    if os.geteuid() == 0:
        return True
    import grp

    for number in {*os.getgroups(), os.getegid()}:
        try:
            if grp.getgrgid(number).gr_name in ADMINISTRATOR_GROUPS:
                return True
        except KeyError:
            continue
    return False


def has_unit(name: str) -> bool:
    """Whether systemd has a file of this unit."""
    return any(os.path.lexists(f"{folder}/{name}") for folder in UNIT_FOLDERS)


def interface_language() -> str:
    """The language of the desktop as a tag such as ``fr_FR``, or empty."""
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "")
    if sys.platform == "darwin":
        import subprocess

        try:
            done = subprocess.run(
                ["/usr/bin/defaults", "read", "-g", "AppleLocale"],
                capture_output=True, text=True, check=False, timeout=2,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip()
    return ""


def configuration_folder() -> str:
    r"""The platform's folder for this program's settings; it need not exist yet.

    Windows: ``%APPDATA%\hubmail``. macOS: ``~/Library/Application Support/hubmail``. Elsewhere:
    ``$XDG_CONFIG_HOME/hubmail``, by default ``~/.config/hubmail`` (XDG Base Directory 0.8).

    Raises:
        FaultError: ``settings.unwritable``: a Windows account without a profile has no such folder.
    """
    if sys.platform == "win32":
        from hubmail_gui.core import windows

        base = windows.roaming_folder()
        if not base:
            raise FaultError(Fault("settings.unwritable", params={"path": "%APPDATA%"}))
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        given = os.environ.get("XDG_CONFIG_HOME", "")
        base = given if os.path.isabs(given) else os.path.expanduser("~/.config")
    return os.path.join(base, "hubmail")


def python_platform() -> ModuleType:
    """Python's ``platform``, which starts no other program to learn which Windows this is.

    Python 3.11 starts ``cmd /c ver``: that takes its time, rules for servers forbid it, and what
    watches them reports it. Without an answer of the shell it asks Windows itself. Libraries ask
    it as they are loaded: whoever loads one calls this first.
    """
    import platform

    if sys.platform == "win32":
        platform._syscmd_ver = _no_shell  # type: ignore[attr-defined,unused-ignore]
    return platform


def _no_shell(
    name: str = "", release: str = "", version: str = "", *_more: object
) -> tuple[str, str, str]:
    return name, release, version


def absolute(path: str) -> str:
    """The absolute form of a path, in one that the system takes whatever its length."""
    if sys.platform == "win32":
        from hubmail_gui.core import windows

        return windows.any_length(os.path.abspath(path))
    return os.path.abspath(path)
