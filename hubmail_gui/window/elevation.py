"""What Windows wants of a program: its name for the taskbar, and a way to more rights."""

from __future__ import annotations

import sys

POSSIBLE = sys.platform == "win32"


def name_application(name: str) -> None:
    """Tell Windows which program its windows belong to (its Application User Model ID)."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(name)


def may_elevate() -> bool:
    """Whether this person is an administrator whose rights User Account Control holds back."""
    if sys.platform == "win32":
        import ctypes

        # TokenElevationType is 18 in TOKEN_INFORMATION_CLASS, TokenElevationTypeLimited is 3, and
        # TOKEN_QUERY is 8 (winnt.h).
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        token, kind, size = ctypes.c_void_p(), ctypes.c_ulong(), ctypes.c_ulong()
        process = ctypes.c_void_p(kernel.GetCurrentProcess())
        if not advapi.OpenProcessToken(process, 8, ctypes.byref(token)):
            return False
        found = advapi.GetTokenInformation(
            token, 18, ctypes.byref(kind), ctypes.sizeof(kind), ctypes.byref(size)
        )
        kernel.CloseHandle(token)
        return bool(found) and kind.value == 3
    return False


def restart() -> bool:
    """Ask Windows to start the program as administrator.

    Returns:
        whether it is starting; False when the person or a policy refused.
    """
    if sys.platform == "win32":
        import ctypes
        import subprocess

        # A packaged program is started as itself, an installed one as a module of Python.
        frozen = bool(getattr(sys, "frozen", False))
        arguments = sys.argv[1:] if frozen else ["-m", "hubmail_gui", *sys.argv[1:]]
        line = subprocess.list2cmdline(arguments)
        # ShellExecuteW: 1 is SW_SHOWNORMAL; an answer above 32 means success.
        shell = ctypes.windll.shell32
        return int(shell.ShellExecuteW(None, "runas", sys.executable, line, None, 1)) > 32
    return False
