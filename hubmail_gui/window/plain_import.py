"""Gives Python its own import statement back, which PySide6 replaces.

PySide6 wants to know of every module whether it says ``from __feature__ import snake_case``. For
that its import reads the module's whole source with ``inspect``, and keeps it in memory. Nothing here asks for such a feature. What it puts aside is in ``builtins``, by the
name ``__orig_import__`` (seen in 6.12); where that is missing nothing is changed.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - this is what replaces it, once


def restore() -> None:
    """Put Python's own import back."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
