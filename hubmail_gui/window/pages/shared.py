"""The settings that every authentication type shares, and that few need: once, for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.settings import SHARED
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hubmail_gui.window.pages.authentication_page import AuthenticationPage

_WIDTHS = {"timeout": 7, "secret_expires": 12}


def folded(others: Iterable[str]) -> Iterator[str]:
    """The keys of the shared settings that a page does not show among its ``others``."""
    shown = {*others, "sender"}
    yield from (key for key in SHARED if key not in shown)


def add(page: AuthenticationPage, others: Iterable[str]) -> None:
    """Add their rows below those that the page has folded away."""
    # Their editors are loaded when there is something to edit.
    from hubmail_gui.window.theme import Tone
    from hubmail_gui.window.widgets.fields import LineField
    from hubmail_gui.window.widgets.pem_field import PemField
    from hubmail_gui.window.widgets.text import Text

    for key in folded(others):
        if key == "ca_certificates":
            page.add(key, PemField())
        else:
            hint = Text(_("YYYY-MM-DD"), Tone.QUIET) if key == "secret_expires" else None
            page.add(key, LineField(_WIDTHS.get(key, 40)), hint)
