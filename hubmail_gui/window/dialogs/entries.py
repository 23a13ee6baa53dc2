"""What the menu of the person offers beside the pages: each dialog is loaded when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hubmail_gui.window.widgets.drop_menu import DropMenu


def add(menu: DropMenu, window: QWidget) -> None:
    """Add what knows nothing of the configuration, and so is for everybody."""
    menu.add(_("Explain a message…"), lambda: _explain(window))


def _explain(window: QWidget) -> None:
    from hubmail_gui.window.dialogs.explain import ExplainDialog

    ExplainDialog(window).open()


def show_about(window: QWidget) -> None:
    """Which program this is."""
    from hubmail_gui.window.about_dialog import AboutDialog

    AboutDialog(window).open()
