"""*Try again until it works*: offered where time may cure it, goes on minimised, and tells its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from hubmail_gui.demo import Demo
from hubmail_gui.service.persistence import Persistence
from hubmail_gui.window.help_window import HelpWindow
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.status_dialog import StatusDialog
from hubmail_gui.window.watching import Watching
from hubmail_gui.window.widgets.buttons import Button
from tests.gui.driving import Driver

WATCH = "Try again until it works"


@pytest.fixture
def watching(driver: Driver, demo: Demo) -> Iterator[Watching]:
    """What goes on in the window, without ten minutes between two tests."""
    found = Watching.on(demo.service, driver.window)
    found.how = Persistence(every=0.05, total=600.0)
    yield found
    found.stop()
    driver.wait_until(lambda: not found.running)


def fail(driver: Driver, demo: Demo, scenario: str) -> None:
    demo.play(scenario)
    assert isinstance(driver.window, MainWindow)
    assert driver.window.email is not None
    driver.window.email.load()
    driver.click("Test")
    driver.wait_until(lambda: bool(driver.visible(StatusDialog)))
    dialog = driver.visible(StatusDialog)[0]
    driver.wait_until(lambda: dialog.close_button.text() == "Close")


def cure(demo: Demo) -> None:
    demo.part("password").mailbox.refusals.clear()


def count_of_tests(demo: Demo) -> int:
    return sum(one["action"] == "tested" for one in demo.service.configuration.history())


def test_it_goes_on_until_the_server_takes_the_mail(
    driver: Driver, demo: Demo, watching: Watching
) -> None:
    fail(driver, demo, "greylisted")
    driver.click(WATCH)
    assert driver.visible(StatusDialog) == []
    driver.wait_until(lambda: len(watching.tries) >= 2)
    driver.wait_for_words("Trying until it works: ")
    assert demo.inbox == []  # no mail for a try that failed
    driver.window.showMinimized()
    cure(demo)
    driver.wait_until(lambda: not watching.running)
    assert watching.result is not None
    assert watching.result.ok
    assert len(demo.inbox) == 1  # one for the success
    assert driver.window.windowTitle() == "Mail works – Hub mail"
    driver.window.showNormal()
    driver.wait_for_words("It works since")
    assert driver.says("Mail works")
    driver.click("OK")
    assert not driver.says("It works since")
    assert driver.window.windowTitle() == "Hub mail"


def test_it_is_on_the_page_as_well_and_stop_ends_it(
    driver: Driver, demo: Demo, watching: Watching
) -> None:
    fail(driver, demo, "greylisted")
    driver.click("Close")
    driver.click(WATCH)
    driver.wait_until(lambda: bool(watching.tries))
    driver.wait_until(lambda: not [one for one in driver.visible(Button) if one.text() == WATCH])
    driver.click("Help")
    driver.wait_until(lambda: bool(driver.visible(HelpWindow)))
    window = driver.visible(HelpWindow)[0]
    driver.wait_until(lambda: WATCH in window.headings_in_view())
    window.close()
    driver.click("Stop")
    driver.wait_until(lambda: not watching.running)
    count = count_of_tests(demo)
    assert driver.button(WATCH).isVisible()
    assert not driver.says("Trying until it works")
    assert count_of_tests(demo) == count


def test_another_fault_ends_it_and_says_so(driver: Driver, demo: Demo, watching: Watching) -> None:
    fail(driver, demo, "greylisted")
    driver.click(WATCH)
    driver.wait_until(lambda: bool(watching.tries))
    demo.part("password").mailbox.refusals["RCPT"] = "550 5.1.1 User unknown"
    driver.wait_until(lambda: not watching.running)
    driver.wait_for_words("No longer trying, after")
    assert driver.window.windowTitle() == "Mail does not work – Hub mail"


def test_it_is_not_offered_where_time_cures_nothing(
    driver: Driver, demo: Demo, watching: Watching
) -> None:
    fail(driver, demo, "password-wrong")
    assert WATCH not in [one.text() for one in driver.visible(Button)]
    driver.click("Close")
    assert WATCH not in [one.text() for one in driver.visible(Button)]


def test_it_outlives_another_language_and_a_test_of_the_person_ends_it(
    driver: Driver, demo: Demo, watching: Watching
) -> None:
    fail(driver, demo, "greylisted")
    driver.click(WATCH)
    driver.wait_until(lambda: bool(watching.tries))
    assert isinstance(driver.window, MainWindow)
    driver.window.rebuild()
    driver.wait_for_words("Trying until it works: ")
    assert watching.running
    driver.click("Test")
    driver.wait_until(lambda: not watching.running)
    driver.click("Close")


def test_closing_says_that_it_ends(driver: Driver, demo: Demo, watching: Watching) -> None:
    fail(driver, demo, "greylisted")
    driver.click(WATCH)
    driver.window.close()
    driver.wait_for_words("Stop trying?")
    driver.click("Cancel")
    assert watching.running
    driver.window.close()
    driver.click("Stop and close")
    driver.wait_until(lambda: not watching.running)
    assert not driver.window.isVisible()


class Tray(QSystemTrayIcon):
    """The notification area of a desktop that has one: this computer for tests has none."""

    said: ClassVar[list[tuple[str, str]]] = []

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 - Qt's
        return True

    def showMessage(self, title: str, words: str, *_rest: object) -> None:  # noqa: N802 - Qt's
        self.said.append((title, words))


def test_the_desktop_is_told_where_it_shows_messages(
    driver: Driver, demo: Demo, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PySide6.QtWidgets.QSystemTrayIcon", Tray)
    Tray.said.clear()
    fail(driver, demo, "greylisted")
    driver.click(WATCH)
    cure(demo)
    driver.wait_until(lambda: not watching.running)
    [(title, words)] = Tray.said
    assert title == "Mail works"
    assert words.startswith("It works since")
