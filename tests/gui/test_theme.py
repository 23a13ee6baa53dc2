"""Colours and icons: each can be read, in light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.core import resources
from hubmail_gui.window import icons, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text

SCHEMES = {"light": QColor(240, 240, 240), "dark": QColor(40, 40, 40)}


@pytest.fixture(params=SCHEMES)
def palette(request: pytest.FixtureRequest) -> QPalette:
    return QPalette(SCHEMES[request.param])


class TestTheme:
    @pytest.mark.parametrize("tone", Tone)
    def test_every_tone_can_be_read_on_every_ground(self, tone: Tone, palette: QPalette) -> None:
        ground = palette.color(QPalette.ColorRole.Window)
        assert theme.contrast(theme.colour(tone, palette), ground) >= theme.READABLE

    @pytest.mark.parametrize("accent", ["#ffffff", "#ffe000", "#308cc6", "#101010"])
    def test_white_on_the_accent_can_be_read_however_pale_it_is(self, accent: str) -> None:
        palette = QPalette(SCHEMES["light"])
        palette.setColor(QPalette.ColorRole.Accent, QColor(accent))
        ground, text = theme.primary(palette)
        assert theme.contrast(text, ground) >= theme.READABLE

    def test_texts_and_the_primary_button_follow_a_change_of_the_scheme(self, qtbot: QtBot) -> None:
        before = QGuiApplication.palette()
        holder = QWidget()
        qtbot.addWidget(holder)
        text, button = Text("quiet", Tone.QUIET, parent=holder), Button("Save", parent=holder)
        button.set_primary(True)
        holder.show()
        role = QPalette.ColorRole.WindowText
        light = text.palette().color(role)
        try:
            QApplication.setPalette(QPalette(SCHEMES["dark"]))
            qtbot.waitUntil(lambda: text.palette().color(role) != light)
            ground = holder.palette().color(QPalette.ColorRole.Window)
            assert theme.contrast(text.palette().color(role), ground) >= theme.READABLE
        finally:
            QApplication.setPalette(before)
        qtbot.waitUntil(lambda: text.palette().color(role) == light)


class TestIcons:
    NAMES = ("ok", "failed", "warning", "info", "pending", "stopped", "folded", "unfolded",
             "reveal", "conceal", "copy", "mail", "shield")  # fmt: skip

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_drawn_in_the_colour_asked_for(self, name: str) -> None:
        image = QImage(QSize(48, 48), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        icons.paint(painter, name, QColor(200, 0, 0), 0, 0, 48)
        painter.end()
        colours = {image.pixelColor(x, y).name() for x in range(48) for y in range(48)}
        assert "#c80000" in colours
        assert "#000000" not in colours

    def test_every_file_is_tested_here(self) -> None:
        from pathlib import Path

        assert {one.stem for one in Path(resources.path("icons")).glob("*.svg")} >= set(self.NAMES)
