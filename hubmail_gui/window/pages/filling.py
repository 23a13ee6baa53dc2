"""Fields that are filled in for a person, without taking away what the person typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from hubmail_gui.core import settings as core_settings
from hubmail_gui.window.pages import editors
from hubmail_gui.window.pages.complaining import Complaining
from hubmail_gui.window.widgets.secret_field import SecretField

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MethodSettings
    from hubmail_gui.discovery.presets import Preset
    from hubmail_gui.methods import Method
    from hubmail_gui.window.pages.editors import Draft

# What belongs to a person, not to a server.
PERSONAL = frozenset({"sender", "username"})


class Filling(Complaining):
    """The part of a page that takes values from somewhere else than the keyboard."""

    method: Method[MethodSettings]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # What the file has and the page does not show.
        self._kept: dict[str, object] = {}
        self._loaded: Draft = {}
        self._filled: Draft = {}

    def refresh(self) -> None:
        """Show or hide what depends on other values."""

    def fill(self, values: Mapping[str, object]) -> None:
        """Fill in what was picked, by keys; a sender or user name that somebody typed stays."""
        for key, value in values.items():
            editor = self._editors.get(key)
            if editor is None or isinstance(editor, SecretField):
                self._kept[key] = value
            elif key not in PERSONAL or not self._is_typed(key):
                editors.show(editor, value)
                self._filled[key] = editors.shown(editor)
        self.refresh()
        self.edited.emit()

    def _is_typed(self, key: str) -> bool:
        now = editors.shown(self._editors[key])
        return bool(now) and now not in (self._loaded.get(key), self._filled.get(key))

    def focus_first_gap(self) -> bool:
        """Put the person into the first field that is still to be typed; False: there is none."""
        for key, row in self._rows.items():
            editor = self._editors.get(key)
            if editor is None or not row.is_visible or editors.shown(editor) != "":
                continue
            spec = core_settings.known_setting(self.method.settings, key)
            if key == self._secret_key or (spec is not None and spec.required):
                row.focus()
                return True
        return False

    def type_secret(self, secret: str) -> None:
        """Type it again for the person who has just typed it."""
        editor = self._editors.get(self._secret_key)
        if isinstance(editor, SecretField) and not editor.secret():
            editor.type_again(secret)

    def show_service(self, service: Preset | None) -> None:
        """Say what has to be switched on at the mail service that was picked."""
