"""The page of the method *Microsoft OAuth 2.0*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.methods.microsoft.settings import Cloud, Credential, Route
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.pages.certificate_field import CertificateField
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.editors import Draft

PRIVATE_KEY = "private_key"


class MicrosoftPage(AuthenticationPage):
    """Sender, application, directory, secret; folded below them, what few need."""

    def build(self) -> None:
        self.form.add_heading(_(self.layout_data.heading))
        self.add("sender", LineField(40))
        self.application = LineField(40)
        self.directory = LineField(40)
        self.add("application_id", self.application)
        self.add("directory_id", self.directory)
        self._secret_row = self.add_secret("client_secret")
        for line in (self.application, self.directory):
            # Portals copy braces, blanks and whole lines along with an identifier.
            line.editingFinished.connect(lambda line=line: _tidy(line))

    def build_advanced(self) -> None:
        self.begin_advanced()
        self.route = self._choice("route")
        self.cloud = self._choice("cloud")
        self._endpoint_rows = [
            self.add(f"endpoints.{key}", LineField(width))
            for key, width in (
                ("authority", 40), ("graph", 40), ("smtp_host", 40), ("smtp_port", 7),
                ("scope", 40),
            )
        ]  # fmt: skip
        self.credential = self._choice("credential")
        self.certificate = CertificateField(lambda: self._text("sender"))
        self._certificate_row = self.add("certificate", self.certificate)
        self._rows[PRIVATE_KEY] = self._certificate_row
        self._folded.add(PRIVATE_KEY)
        self.expires = LineField(12)
        self.add("secret_expires", self.expires, Text(_("YYYY-MM-DD"), Tone.QUIET))
        self.certificate.ends.connect(self.expires.setText)
        letter = Button(_("Letter to the Microsoft administrator…"), parent=self)
        letter.clicked.connect(self._write_letter)
        column = self.layout()
        assert column is not None
        column.addWidget(_left(letter))
        for choice in (self.route, self.cloud, self.credential):
            choice.chosen.connect(self.refresh)
        self.refresh()

    def defaults(self) -> dict[str, object]:
        return {
            "route": Route.GRAPH.value,
            "cloud": Cloud.GLOBAL.value,
            "credential": Credential.SECRET.value,
        }

    def load(self, stored: Stored | None) -> None:
        super().load(stored)
        same = stored is not None and stored.settings.type == self.type and bool(stored.secret)
        by_certificate = self.credential.value() == Credential.CERTIFICATE
        field = self._editors["client_secret"]
        assert isinstance(field, SecretField)
        # One secret is stored; which kind it is the settings say.
        field.show_stored(same and not by_certificate)
        self.certificate.show_stored(same and by_certificate)
        self._loaded = self.draft()

    def values(self) -> dict[str, object]:
        document = super().values()
        inner = document["authentication"]
        assert isinstance(inner, dict)
        # Hidden, and not stored.
        if self.cloud.value() != Cloud.CUSTOM:
            inner.pop("endpoints", None)
        if self.credential.value() != Credential.CERTIFICATE:
            inner.pop("certificate", None)
        return document

    def secret(self) -> str | None:
        if self.credential.value() == Credential.CERTIFICATE:
            return self.certificate.private_key()
        return super().secret()

    def draft(self) -> Draft:
        # A key that was made or read a moment ago must survive a change of the language.
        key = self.certificate.private_key() if hasattr(self, "certificate") else None
        return {**super().draft(), PRIVATE_KEY: key or ""}

    def restore(self, draft: Draft) -> None:
        super().restore(draft)
        self.certificate.take_key(str(draft.get(PRIVATE_KEY) or ""))

    def refresh(self) -> None:
        if not hasattr(self, "certificate"):
            return
        custom = self.cloud.value() == Cloud.CUSTOM
        for row in self._endpoint_rows:
            row.set_visible(custom)
        by_certificate = self.credential.value() == Credential.CERTIFICATE
        self._certificate_row.set_visible(by_certificate)
        self._secret_row.set_visible(not by_certificate)

    def is_unusual(self) -> bool:
        usual = self.defaults()
        inner = self.values()["authentication"]
        assert isinstance(inner, dict)
        return any(inner.get(key) != value for key, value in usual.items())

    # ------------------------------------------------------------ private

    def _choice(self, key: str) -> Choice:
        choice = Choice()
        for value, words in self.layout_data.choices[key].items():
            choice.offer(value, _(words))
        self.add(key, choice)
        return choice

    def _text(self, key: str) -> str:
        editor = self._editors[key]
        return editor.text().strip() if isinstance(editor, LineField) else ""

    def _write_letter(self) -> None:
        from hubmail_gui.methods.microsoft import request_pack
        from hubmail_gui.window.letter_dialog import LetterDialog

        values = {key: self._text(key) for key in ("sender", "application_id", "directory_id")}
        LetterDialog(request_pack.text(values, Route(self.route.value())), self).open()


def _tidy(line: LineField) -> None:
    guid = identifiers.find_guid(line.text())
    if guid is not None and guid != line.text():
        line.setText(guid)


def _left(button: Button) -> QWidget:
    """The button at its own width, in a line of its own."""
    holder = QWidget(button.parentWidget())
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    row.addStretch()
    return holder
