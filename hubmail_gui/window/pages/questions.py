"""What the e-mail page asks before something typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window.ask import Role, ask


def discard(parent: QWidget, go: Callable[[], None]) -> None:
    """Ask whether the changes may be dropped, and call ``go`` then."""
    ask(
        parent,
        _("Discard the changes?"),
        _("What was changed and not saved is lost. What is stored stays as it is."),
        {
            _("Discard changes"): (Role.DestructiveRole, go),
            _("Keep editing"): (Role.RejectRole, lambda: None),
        },
    )


def before_losing(parent: QWidget, save: Callable[[], None], drop: Callable[[], None]) -> None:
    """Ask whether to save, drop or keep the changes before the page is left."""
    ask(
        parent,
        _("Save the changes?"),
        _("The e-mail configuration was changed and not saved yet."),
        {
            _("Save"): (Role.AcceptRole, save),
            _("Discard changes"): (Role.DestructiveRole, drop),
            _("Keep editing"): (Role.RejectRole, lambda: None),
        },
    )
