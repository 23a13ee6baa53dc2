"""Tooltips: one place sets them, and shows what it is given as it is."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.window import theme
from hubmail_gui.window.widgets import tips

WINDOW = Path(theme.__file__).parent


class TestTips:
    def test_no_other_file_sets_one(self) -> None:
        found = [
            path.name
            for path in WINDOW.rglob("*.py")
            if re.search(r"\bset(ToolTip|StatusTip|WhatsThis)\b|QToolTip", path.read_text("utf-8"))
        ]
        assert found == ["tips.py"]

    def test_what_looks_like_html_is_shown_as_it_is(self, qtbot: QtBot) -> None:
        widget = QWidget()
        qtbot.addWidget(widget)
        tips.show(widget, "<b>220</b> & more")
        shown = QLabel(widget.toolTip())
        qtbot.addWidget(shown)
        assert "&lt;b&gt;" in widget.toolTip()
        tips.show(widget, "plain & simple")
        assert widget.toolTip() == "plain & simple"
