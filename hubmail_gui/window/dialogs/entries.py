"""What the menu offers beside the pages: each dialog is loaded when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.window.main_window import MainWindow
    from hubmail_gui.window.widgets.drop_menu import DropMenu


def add(
    menu: DropMenu, window: MainWindow, configuration: Configuration, *, administrator: bool
) -> None:
    """Add the entries; what shows the configuration is for an ``administrator`` only."""
    if administrator:
        menu.add(_("The test mail arrived…"), lambda: _show_arrival(window, configuration))
        menu.add(_("History…"), lambda: _show_history(window, configuration))
    menu.add(_("Explain a message…"), lambda: _explain(window))


def _explain(window: QWidget) -> None:
    from hubmail_gui.window.dialogs.explain import ExplainDialog

    ExplainDialog(window).open()


def _show_arrival(window: MainWindow, configuration: Configuration) -> None:
    from hubmail_gui.window.dialogs.arrival import ArrivalDialog

    dialog = ArrivalDialog(configuration, window)
    if window.email is not None:
        dialog.received.connect(window.email.refresh_state)
    dialog.open()


def _show_history(window: QWidget, configuration: Configuration) -> None:
    from hubmail_gui.window.dialogs.history import HistoryDialog

    HistoryDialog(configuration, window).open()


def show_about(window: QWidget) -> None:
    """Which program this is."""
    from hubmail_gui.window.about_dialog import AboutDialog

    AboutDialog(window).open()
