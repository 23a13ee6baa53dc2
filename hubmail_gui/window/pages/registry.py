"""Which page belongs to which authentication type: one line each, imported when first shown."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtWidgets import QWidget

from hubmail_gui import methods
from hubmail_gui.window.pages.authentication_page import AuthenticationPage

_PAGES = {
    "password": "hubmail_gui.window.pages.password_page:PasswordPage",
}


def types() -> tuple[str, ...]:
    """The types that have a page, in the order in which they are offered."""
    return tuple(name for name in methods.types() if name in _PAGES)


def make(name: str, parent: QWidget) -> AuthenticationPage:
    """The page for the type ``name``."""
    module, _colon, cls = _PAGES[name].partition(":")
    page = getattr(import_module(module), cls)(parent)
    assert isinstance(page, AuthenticationPage)
    return page
