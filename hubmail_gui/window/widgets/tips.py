"""Tooltips: plain text, whatever stands in it.

Qt takes a tooltip that looks like HTML for HTML, and a server's greeting or a person's name may.
No other file sets one.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show(widget: QWidget, text: str) -> None:
    """Say ``text`` when somebody points at ``widget``; empty: nothing."""
    widget.setToolTip(plain(text))


def plain(text: str) -> str:
    """``text`` so that Qt shows it as it is: without an angle bracket nothing is HTML."""
    if "<" not in text:
        return text
    from html import escape

    return f"<qt>{escape(text)}</qt>"
