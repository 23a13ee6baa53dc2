"""What a test needs is loaded while the window is at rest, and not once it is closed."""

from __future__ import annotations

import pytest

from hubmail_gui import methods
from hubmail_gui.window import trusted
from hubmail_gui.window.pages import registry
from tests.gui.driving import Driver
from tests.gui.inside import window_of


def test_what_a_test_needs_is_made_ready_on_whatever_page_the_window_is(driver: Driver) -> None:
    window = window_of(driver)
    assert window.email is not None
    window.show_page("profile")
    window.email._warm_up = None  # as before anything was asked for
    window.email._warm_for_stored()
    assert set(trusted.LIBRARIES) <= window.email.warm_up._asked


@pytest.mark.parametrize("name", registry.types())
def test_the_route_of_a_test_is_loaded_before_somebody_watches_it(name: str) -> None:
    route, _colon, _function = methods.method(name).route.partition(":")
    assert route in registry.libraries_of_tests(registry.layout(name))


def test_a_window_that_is_closed_loads_nothing(driver: Driver) -> None:
    window = window_of(driver)
    assert window.email is not None
    window.email._warm_up = None
    window.hide()
    window.email._warm_for_stored()
    assert window.email._warm_up is None
