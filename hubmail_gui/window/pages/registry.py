"""Which page belongs to which authentication type: one line each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hubmail_gui import methods
from hubmail_gui.window import trusted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.authentication_page import AuthenticationPage
    from hubmail_gui.window.pages.layout import Layout

_LAYOUTS = {
    "password": "hubmail_gui.window.pages.password",
    "microsoft-oauth2": "hubmail_gui.window.pages.microsoft",
    "google-workspace": "hubmail_gui.window.pages.google",
}


def register(name: str, module: str) -> None:
    """Add the page of the type ``name``, whose ``LAYOUT`` is in ``module``."""
    _LAYOUTS[name] = module


def types() -> tuple[str, ...]:
    """The types that have a page, in the order in which they are offered."""
    return tuple(name for name in methods.types() if name in _LAYOUTS)


def type_of(stored: Stored | None) -> str:
    """The type whose page shows what is stored; the first one when nothing is."""
    if stored is not None and stored.settings.type in _LAYOUTS:
        return stored.settings.type
    return types()[0]


def layout(name: str) -> Layout:
    """What the page of the type ``name`` holds."""
    found: Any = import_module(_LAYOUTS[name])
    return found.LAYOUT  # type: ignore[no-any-return]


def libraries(stored: Stored | None) -> tuple[str, ...]:
    """Modules that showing and testing what is stored takes, and that take their time."""
    if stored is None:
        return ()
    shown = trusted.LIBRARIES if stored.settings.ca_certificates else ()
    return (*layout(stored.settings.type).libraries, *shown)


def libraries_of_tests(shown: Layout) -> tuple[str, ...]:
    """Modules that a test of the type that is ``shown`` takes, its route's own included."""
    route, _colon, _name = methods.method(shown.type).route.partition(":")
    return (*shown.libraries, route)


def make(name: str, parent: QWidget) -> AuthenticationPage:
    """The page of the type ``name``, with its fields."""
    found = layout(name)
    module, _colon, cls = found.page.partition(":")
    page: AuthenticationPage = getattr(import_module(module), cls)(found, parent)
    return page
