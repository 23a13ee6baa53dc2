"""The menu of the person: how it is worked, and where it lies."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from tests.gui.driving import Driver
from tests.gui.inside import window_of


class TestUse:
    def opened(self, driver: Driver) -> list[QToolButton]:
        window = window_of(driver)
        QTest.mouseClick(window.profile_button, Qt.MouseButton.LeftButton)
        assert window.menu is not None
        return window.menu.buttons

    def test_it_is_worked_by_keyboard(self, driver: Driver) -> None:
        buttons = self.opened(driver)
        assert buttons[0].hasFocus()
        QTest.keyClick(buttons[0], Qt.Key.Key_Down)
        assert buttons[1].hasFocus()
        QTest.keyClick(buttons[1], Qt.Key.Key_Up)
        QTest.keyClick(buttons[0], Qt.Key.Key_Up)
        assert buttons[-1].hasFocus()
        QTest.keyClick(buttons[-1], Qt.Key.Key_Escape)
        assert not buttons[0].isVisible()
        assert window_of(driver).profile_button.hasFocus()

    def test_a_click_elsewhere_closes_it_and_does_what_it_does(self, driver: Driver) -> None:
        buttons = self.opened(driver)
        # The menu lies over Edit; Test is far below it.
        driver.click("Test")
        assert not buttons[0].isVisible()
        driver.wait_for_words("The test mail was accepted")
        driver.click("Close")

    def test_its_opener_closes_it_again(self, driver: Driver) -> None:
        buttons = self.opened(driver)
        QTest.mouseClick(
            window_of(driver).profile_button, Qt.MouseButton.LeftButton, pos=QPoint(5, 5)
        )
        assert not buttons[0].isVisible()


class TestPlace:
    def opened(self, driver: Driver) -> QWidget:
        window = window_of(driver)
        QTest.mouseClick(window.profile_button, Qt.MouseButton.LeftButton)
        assert window.menu is not None
        return window.menu

    def test_no_entry_is_cut(self, driver: Driver) -> None:
        window = window_of(driver)
        menu = self.opened(driver)
        assert window.menu is not None
        for button in window.menu.buttons:
            assert button.fontMetrics().horizontalAdvance(button.text()) < button.width() - 8
        menu.hide()

    def test_it_stays_under_its_button_when_the_window_changes(self, driver: Driver) -> None:
        menu = self.opened(driver)
        window = window_of(driver)
        window.resize(window.width() + 200, window.height())

        def under() -> bool:
            button = window.profile_button
            right = button.mapTo(window, button.rect().bottomRight()).x()
            return abs(menu.mapTo(window, menu.rect().topRight()).x() - right) <= 2

        driver.wait_until(under)

    def test_it_is_inside_the_window_from_right_to_left(
        self, driver: Driver, qapp: QApplication
    ) -> None:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        try:
            menu = self.opened(driver)
            parent = menu.parentWidget()
            assert parent is not None
            assert parent.rect().contains(menu.geometry())
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
