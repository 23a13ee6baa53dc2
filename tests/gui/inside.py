"""What a test takes from the inside of a window, where no person can look."""

from __future__ import annotations

from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from tests.gui.driving import Driver


def window_of(driver: Driver) -> MainWindow:
    assert isinstance(driver.window, MainWindow)
    return driver.window


def page_of(driver: Driver) -> AuthenticationPage:
    """The fields of the authentication type that is chosen."""
    email = window_of(driver).email
    assert email is not None
    return email._page.page
