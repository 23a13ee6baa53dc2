"""What only Windows knows: the person's names in the domain, their folder, and paths of any length.

Imported on Windows only; tests elsewhere replace the calls.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

from hubmail_gui.core import background
from hubmail_gui.core.cancel import Cancel

# EXTENDED_NAME_FORMAT of secext.h.
NAME_DISPLAY, NAME_USER_PRINCIPAL = 3, 8
# A domain that does not answer is asked for no longer.
DOMAIN_SECONDS = 2.0
# CSIDL_APPDATA of shlobj_core.h: the folder that goes with the person from machine to machine.
_ROAMING = 26
_MAX_PATH = 260
_ESCAPES = 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING of consoleapi.h
# Far enough below MAX_PATH for the names of our files, and for those they have while being written.
_LONG = 200
_AS_IT_IS, _AS_IT_IS_REMOTE = "\\\\?\\", "\\\\?\\UNC\\"


def login() -> str:
    """The account's name, or empty; a service without a profile has one, but no variable for it."""
    try:
        return os.getlogin()
    except OSError:
        return os.environ.get("USERNAME", "")


def names() -> tuple[str, str]:
    """The person's full name and their principal's name in the domain, empty where unknown."""

    def ask() -> tuple[str, str]:
        return _name(NAME_DISPLAY), _name(NAME_USER_PRINCIPAL)

    try:
        return background.call(ask, DOMAIN_SECONDS, Cancel())
    except TimeoutError:
        return "", ""


def _name(form: int) -> str:
    size = ctypes.c_ulong(256)
    buffer = ctypes.create_unicode_buffer(size.value)
    found = _libraries().secur32.GetUserNameExW(form, buffer, ctypes.byref(size))
    return buffer.value if found else ""


def roaming_folder() -> str:
    """The person's folder for settings; empty for an account that has no profile."""
    if given := os.environ.get("APPDATA"):
        return given
    buffer = ctypes.create_unicode_buffer(_MAX_PATH)
    refused = _libraries().shell32.SHGetFolderPathW(None, _ROAMING, None, 0, buffer)
    return "" if refused else buffer.value


def any_length(path: str) -> str:
    r"""An absolute path in the form that has no limit (``\\?\``), if it is a long one.

    The manifest's ``longPathAware`` alone does not do: an administrator has to allow it as well.
    """
    if len(path) < _LONG or path.startswith(_AS_IT_IS):
        return path
    if path.startswith("\\\\"):
        return _AS_IT_IS_REMOTE + path[2:]
    return _AS_IT_IS + path


def rewrites_lines(descriptor: int) -> bool:
    """Have the console behind a descriptor understand escape sequences; whether it now does.

    Windows 10 and Server 2016 can, and do so only for programs that ask for it.
    """
    import msvcrt

    handle = msvcrt.get_osfhandle(descriptor)  # type: ignore[attr-defined,unused-ignore]
    mode = ctypes.c_ulong()
    kernel = _libraries().kernel32
    if not kernel.GetConsoleMode(ctypes.c_void_p(handle), ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(ctypes.c_void_p(handle), mode.value | _ESCAPES))


def _libraries() -> Any:  # noqa: ANN401 - a library's functions have no types
    return ctypes.windll  # type: ignore[attr-defined,unused-ignore]
