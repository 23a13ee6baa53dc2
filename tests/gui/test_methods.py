"""Every authentication type in the window: its own fields and the shared ones, a foreign type's too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from hubmail_gui import demo as demos
from hubmail_gui import methods
from hubmail_gui.core import schema
from hubmail_gui.core.settings import SHARED
from hubmail_gui.window.main_window import MainWindow
from hubmail_gui.window.pages import registry
from tests.gui.driving import Driver, show_active
from tests.methods.dummy.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hubmail_gui.demo import Demo


def keys(group: type[schema.Group]) -> Iterator[str]:
    """The keys of a group, dotted where they stand inside another one."""
    for key, spec in schema.settings_of(group).items():
        if issubclass(spec.kind, schema.Group):
            yield from (f"{key}.{inner}" for inner in keys(spec.kind))
        else:
            yield key


@pytest.mark.parametrize("kind", methods.types())
def test_a_page_has_every_setting_of_its_type_and_of_all(driver: Driver, kind: str) -> None:
    driver.click("Edit")
    driver.choose("Authentication type", methods.method(kind).label)
    assert driver.window.email is not None  # type: ignore[attr-defined]
    page = driver.window.email._page.page  # type: ignore[attr-defined]
    own = set(keys(methods.method(kind).settings))
    assert set(page._editors) >= own | set(SHARED)


def test_every_type_has_a_page() -> None:
    assert registry.types() == methods.types()


@pytest.fixture
def dummy(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Driver, Demo]]:
    """The window on settings of a method that the package does not know."""
    monkeypatch.setattr(registry, "_LAYOUTS", dict(registry._LAYOUTS))
    with registered(), demos.running() as demo:
        registry.register("dummy", "tests.methods.dummy.page")
        demo.play("dummy")
        window = MainWindow(demo.service, administrator=True)
        show_active(qtbot, window)
        yield Driver(window, qtbot), demo
        assert window.email is not None
        window.email.cancel()
        window._closing = True
        window.close()
        # Now, while the method is known: what was loading when it was closed is told to nobody.
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def test_a_method_from_outside_is_read_edited_and_tested(dummy: tuple[Driver, Demo]) -> None:
    driver, demo = dummy
    assert driver.says("Dummy")
    assert driver.says("green")
    driver.click("Edit")
    driver.type("House", "blue")
    driver.click("Test")
    driver.wait_for_words("These settings work. They are not saved yet.")
    assert len(demo.inbox) == 1
    driver.click("Close")
    driver.type("Dummy key", "no such key")
    driver.click("Test")
    driver.wait_for_words("This is no dummy key.")
    driver.click("Cancel")
    driver.click("Discard changes")


def test_its_faults_are_shown_in_its_words(dummy: tuple[Driver, Demo]) -> None:
    driver, demo = dummy
    demo.play("dummy-gone")
    driver.click("Test")
    driver.wait_for_words("The house directory green is gone")
    assert driver.says("To be done by the house keeper:")
    driver.click("Close")
