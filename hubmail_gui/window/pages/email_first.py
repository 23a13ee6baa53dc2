"""The form, filled with the mail service or the server that was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui import methods
from hubmail_gui.core import texts
from hubmail_gui.discovery import presets
from hubmail_gui.window.pages import layout, registry
from hubmail_gui.window.pages.first_run import OTHERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubmail_gui.discovery.candidates import Candidate
    from hubmail_gui.discovery.presets import Place, Preset
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage

# Never filled in: whom to trust is for a person to say.
_TRUST = frozenset({"ca_certificates", "pinned_sha256"})


class EmailFirst(QObject):
    """Between what was picked and the fields; what was typed stays."""

    def __init__(self, controller: EmailController, page: EmailPage) -> None:
        super().__init__(page)
        self._controller = controller
        self._page = page

    def take(self, one: Candidate) -> None:
        """Fill the form with a way that was found."""
        sender = self._sender()
        self._controller.set_up(one.type)
        values = settings_of(one)
        preset = presets.by_host(one.host) if one.host else None
        sender = sender or str(values.get("sender", ""))
        if values.get("smtp_authentication") and "username" not in values and sender:
            values["username"] = (preset.user(sender) if preset else sender) or ""
        self._fill(values, preset)

    def pick(self, service: str) -> None:
        """Fill the form for a mail service, by the id of its preset; OTHERS: ask for which."""
        if service == OTHERS:
            from hubmail_gui.window.dialogs.services import ServicesDialog

            dialog = ServicesDialog(self._page.window())
            dialog.chosen.connect(self._use)
            dialog.open()
        elif service in registry.types():
            # The same service may have a type of its own, which needs no password.
            self._set_up(service)
        else:
            self._use(next(one for one in presets.presets() if one.id == service))

    def _use(self, preset: Preset) -> None:
        if preset.type != methods.PLAIN:
            self._set_up(preset.type, {"cloud": preset.cloud})
            return
        sender = self._sender()
        self._controller.set_up(preset.type)
        values = {"smtp_authentication": preset.login, **preset.servers[0].settings()}
        if (near := _near(preset)) is not None:
            values |= near.settings()
        if sender:
            values["sender"] = sender
        if user := preset.user(sender or None):
            values["username"] = user
        self._fill(values, preset)

    def _set_up(self, name: str, values: Mapping[str, object] | None = None) -> None:
        sender = self._sender()
        self._controller.set_up(name)
        self._fill({**(values or {}), **({"sender": sender} if sender else {})}, None)

    def _fill(self, values: Mapping[str, object], preset: Preset | None) -> None:
        self._page.page.fill(values)
        self._page.page.show_service(preset)
        if not self._page.page.focus_first_gap():
            self._page.buttons.save_button.setFocus()

    def _sender(self) -> str:
        """The sender's address as far as it was typed."""
        if self._page.editing:
            return str(self._page.page.shared().get("sender", "")).strip()
        asked = self._page.asked()
        return asked if "@" in asked else ""


def settings_of(one: Candidate) -> dict[str, object]:
    """The settings of an offer by (dotted) keys."""
    settings = dict(one.settings)
    inner = dict(settings.pop("authentication", {}))
    inner.pop("type", None)
    flat = layout.flat({**settings, **inner})
    return {key: value for key, value in flat.items() if key not in _TRUST}


def _near(preset: Preset) -> Place | None:
    """The server of the region that is called as the language in use."""
    region = texts.language().upper()
    return next((one for one in preset.servers if one.region == region), None)
