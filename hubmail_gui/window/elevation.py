"""Starting again with an administrator's rights, where the system can ask for them."""

from __future__ import annotations

import sys

POSSIBLE = sys.platform == "win32"


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
