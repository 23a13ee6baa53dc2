"""The page of the method *user name and password*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.texts import N_, _
from hubmail_gui.methods.password import notices
from hubmail_gui.methods.password.settings import USUAL_PORTS
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.pages.suggesting import Suggesting
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.choice import Choice, Switch
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.discovery.presets import Preset
    from hubmail_gui.window.pages.editors import Draft
    from hubmail_gui.window.pages.service_notes import ServiceNotes

_USUAL = {
    Encryption.STARTTLS: N_("Usual port for STARTTLS: {port}"),
    Encryption.TLS: N_("Usual port for TLS from the start: {port}"),
    Encryption.NONE: N_("Usual port without encryption: {port}"),
}


class PasswordPage(AuthenticationPage):
    """Host, port, sender, encryption, login."""

    _new = False
    _service: Preset | None = None

    def build_above(self) -> None:
        self._notes: ServiceNotes | None = None

    def build(self) -> None:
        self.port = LineField(7)
        self._port_hint = Text("", Tone.QUIET)
        # In a narrow window it is cut rather than the field pushed out of sight.
        self._port_hint.setMinimumWidth(1)
        self.encryption = Choice()
        for value, words in self.layout_data.choices["encryption"].items():
            self.encryption.offer(value, _(words))
        self.authentication = Switch()
        self.host = LineField(40)
        host = self.add("host", self.host)
        self._port_row = self.add("port", self.port, self._port_hint)
        sender = self.add("sender", LineField(40))
        self._suggesting = Suggesting(host, sender, self)
        self._suggesting.chosen.connect(self.offered)
        self.host.textChanged.connect(self._recognise)
        self.add("encryption", self.encryption)
        self.add("smtp_authentication", self.authentication)
        self._login = (self.add("username", LineField(40)), self.add_secret("password"))
        self._former = self.encryption.value()
        self.encryption.chosen.connect(self._move_port)
        self.authentication.toggled.connect(self.refresh)
        self.refresh()

    def load(self, stored: Stored | None) -> None:
        self._new = stored is None or stored.settings.type != self.type
        super().load(stored)
        self.show_service(None)
        self._suggesting.stop()

    def restore(self, draft: Draft) -> None:
        super().restore(draft)
        self._suggesting.stop()

    def fill(self, values: Mapping[str, object]) -> None:
        super().fill(values)
        self._suggesting.stop()

    def take(self, suggestion: Mapping[str, object]) -> None:
        super().take(suggestion)
        self._suggesting.stop()

    def show_service(self, service: Preset | None) -> None:
        self._service = service
        if service is not None and self._notes is None:
            from hubmail_gui.window.pages.service_notes import ServiceNotes

            self._notes = ServiceNotes(self)
            self._notes.place_chosen.connect(lambda place: self.fill(place.settings()))
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(0, self._notes)
        if self._notes is not None:
            self._notes.show_service(service, self.host.text().strip())

    def _recognise(self, host: str) -> None:
        """A service that is known by its host needs something, too, unless it has worked already."""
        if not self._new or not self.isVisible():
            return
        from hubmail_gui.discovery import presets

        known = presets.by_host(host.strip())
        own = self._service is not None and not any(one.host for one in self._service.servers)
        if known is not None or not own:
            self.show_service(known)

    def defaults(self) -> dict[str, object]:
        chosen = Encryption.STARTTLS
        return {
            "port": USUAL_PORTS[chosen],
            "encryption": chosen.value,
            "smtp_authentication": True,
        }

    def values(self) -> dict[str, object]:
        document = super().values()
        inner = document["authentication"]
        assert isinstance(inner, dict)
        if not self.authentication.isChecked():
            # Hidden, and not stored.
            inner.pop("username")
        return document

    def secret(self) -> str | None:
        return super().secret() if self.authentication.isChecked() else None

    def notices(self) -> tuple[Fault, ...]:
        if not self.authentication.isChecked():
            return ()
        return notices.for_host(self.host.text())

    def refresh(self) -> None:
        for row in self._login:
            row.set_visible(self.authentication.isChecked())
        self._former = self.encryption.value()
        if self._former:
            kind = Encryption(self._former)
            words = _(_USUAL[kind]).format(port=USUAL_PORTS[kind])
            self._port_hint.setText(words)
            self._port_row.set_hint(words)

    def _move_port(self, value: str) -> None:
        # A port that somebody chose on purpose stays.
        former = self._former
        if former and self.port.text().strip() == str(USUAL_PORTS[Encryption(former)]):
            self.port.setText(str(USUAL_PORTS[Encryption(value)]))
        self.refresh()
