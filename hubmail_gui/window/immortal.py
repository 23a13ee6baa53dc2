"""Keeps None, True and False alive where PySide6 loses references to them.

PySide6 6.12 is built for Python 3.12 and later, where these objects are immortal (PEP 683). Under
Python 3.11 every call that returns None gives one reference too many back, and every signal one to
True: after some ten thousand calls the interpreter aborts with "deallocating None", often only
when the program ends. PySide6 6.11 is not affected, and no later Python is.
"""

from __future__ import annotations

import sys

# More than a window that is open for years can lose.
_MANY = 1 << 28


def keep() -> None:
    """Give the three objects more references than can ever be lost."""
    if sys.version_info >= (3, 12):
        return
    import ctypes

    for one in (None, True, False):
        # The count is the first member of every object (PyObject of CPython's object.h).
        ctypes.c_ssize_t.from_address(id(one)).value += _MANY
