"""The page of the profile: name, address and language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hubmail_gui.demo import Demo
from tests.gui.driving import Driver
from tests.gui.inside import window_of


def test_the_profile_asks_before_it_loses_changes(driver: Driver) -> None:
    window = window_of(driver)
    window.show_page("profile")
    driver.type("Name", "Somebody Else")
    window.go_back()
    driver.click("Keep editing")
    assert driver.text("Name") == "Somebody Else"
    driver.click("Cancel")
    window.go_back()
    assert driver.button("Edit").isVisible()


def test_a_new_name_is_on_the_button_at_once(driver: Driver, demo: Demo) -> None:
    window = window_of(driver)
    window.show_page("profile")
    driver.type("Name", "Ana Lima")
    driver.type("Email address", "ana@example.com")
    driver.click("Save")
    assert window.profile_button.text() == "AL"
    assert driver.says("Saved.")
    window.go_back()
    assert driver.text("Test email recipient") == "ana@example.com"
    demo.service.configuration.keep_profile(
        demo.service.configuration.profile()._replace(address="claire@example.com")
    )


def test_an_address_that_is_none_is_refused_in_words(driver: Driver) -> None:
    window = window_of(driver)
    window.show_page("profile")
    driver.type("Email address", "nowhere")
    driver.click("Save")
    assert driver.says("This is not an email address")
    assert driver.text("Email address") == "nowhere"
    driver.click("Cancel")


def test_choosing_a_language_asks_for_it(driver: Driver, qtbot: QtBot) -> None:
    window = window_of(driver)
    window.show_page("profile")
    with qtbot.waitSignal(window.language_chosen) as chosen:
        driver.choose("Language", "Français")
    assert chosen.args == ["fr"]


def test_the_profile_is_edited_by_keyboard_alone(driver: Driver, demo: Demo) -> None:
    window = window_of(driver)
    window.show_page("profile")
    page = window.profile
    assert page is not None
    before = demo.service.configuration.profile()

    def at() -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    page.name.setFocus()
    page.name.selectAll()
    QTest.keyClicks(at(), "Ada Lovelace")
    QTest.keyClick(at(), Qt.Key.Key_Escape)
    assert page.name.text() == before.name
    page.name.selectAll()
    QTest.keyClicks(at(), "Ada Lovelace")
    QTest.keyClick(at(), Qt.Key.Key_Tab)
    assert at() is page.address
    page.address.selectAll()
    QTest.keyClicks(at(), "no address")
    QTest.keyClick(at(), Qt.Key.Key_Return)
    assert driver.says("This is not an email address")
    assert at() is page.address
    assert demo.service.configuration.profile() == before
    page.address.selectAll()
    QTest.keyClicks(at(), "ada@example.com")
    QTest.keyClick(at(), Qt.Key.Key_Return)
    assert driver.says("Saved.")
    kept = demo.service.configuration.profile()
    assert (kept.name, kept.address) == ("Ada Lovelace", "ada@example.com")
    QTest.keyClick(at(), Qt.Key.Key_Tab)
    assert at() is page.language
    demo.service.configuration.keep_profile(before)
