"""The help: its pages and its window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hubmail_gui.core import texts
from hubmail_gui.window import theme
from hubmail_gui.window.help_window import HelpWindow, pages
from tests.gui.driving import Driver


class TestPages:
    @pytest.mark.parametrize("language", texts.languages())
    def test_every_topic_can_be_opened(self, language: str, qtbot: QtBot) -> None:
        texts.use(language)
        window = HelpWindow()
        qtbot.addWidget(window)
        assert window.topics.count() == len(pages(language)) > 0
        for row in range(window.topics.count()):
            window.topics.setCurrentRow(row)
            # A plain text has plain blanks where French has ones that do not break.
            title = window.topics.item(row).text().replace("\u00a0", " ")
            assert window.browser.toPlainText().startswith(title)

    def test_a_language_without_pages_has_the_english_ones(self) -> None:
        assert pages("xx") == pages("en") != []


class TestWindow:
    def test_f1_opens_it_and_it_opens_once(self, driver: Driver) -> None:
        QTest.keyClick(driver.window, Qt.Key.Key_F1)
        QTest.keyClick(driver.window, Qt.Key.Key_F1)
        driver.click("Profile")
        driver.click("Help")
        shown = [one for one in driver.window.findChildren(HelpWindow) if one.isVisible()]
        assert len(shown) == 1
        shown[0].close()

    def test_links_can_be_read_in_the_dark(self, qapp: QApplication, qtbot: QtBot) -> None:
        before = qapp.palette()
        qapp.setPalette(QPalette(QColor(40, 40, 40)))
        try:
            window = HelpWindow()
            qtbot.addWidget(window)
            ground = window.browser.palette().color(QPalette.ColorRole.Base)
            inks = [look.foreground().color() for look in links(window)]
            assert inks
            assert min(theme.contrast(ink, ground) for ink in inks) >= theme.READABLE
        finally:
            qapp.setPalette(before)


def links(window: HelpWindow) -> Iterator[QTextCharFormat]:
    for row in range(window.topics.count()):
        window.topics.setCurrentRow(row)
        block = window.browser.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                if place.fragment().charFormat().isAnchor():
                    yield place.fragment().charFormat()
                place += 1
            block = block.next()
