"""The page of the method *Microsoft OAuth 2.0*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import _
from hubmail_gui.methods.microsoft import identifiers
from hubmail_gui.methods.microsoft.settings import Cloud, Credential, Route
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.pages.certificate_field import CertificateField
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import LinkButton
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.letter_card import LetterCard
from hubmail_gui.window.widgets.secret_field import SecretField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.window.pages.editors import Draft

PRIVATE_KEY = "private_key"


class MicrosoftPage(AuthenticationPage):
    """Sender, application, directory, secret; folded below them, what few need."""

    _asked_credential = _asked_end = False

    def build_above(self) -> None:
        self._letter = LetterCard(
            _("No application in Microsoft Entra yet?"),
            _("Letter to the Microsoft administrator…"),
            self,
        )
        self._letter.wanted.connect(self._write_letter)
        column = self.layout()
        assert column is not None
        column.addWidget(self._letter)

    def build(self) -> None:
        self.add("sender", LineField(40))
        self.application = LineField(40)
        self.directory = LineField(40)
        self.add("application_id", self.application)
        self.add("directory_id", self.directory)
        self.credential = self._choice("credential")
        self._credential_row = self._rows["credential"]
        self._secret_row = self.add_secret("client_secret")
        self.certificate = CertificateField(lambda: self._text("sender"))
        self._certificate_row = self.add("certificate", self.certificate)
        self._rows[PRIVATE_KEY] = self._certificate_row
        self.expires = LineField(12)
        self._expires_row = self.add(
            "secret_expires", self.expires, Text(_("YYYY-MM-DD"), Tone.QUIET)
        )
        self._add_offers()
        self.application.textChanged.connect(lambda text: self._letter.set_first(not text))
        self.credential.chosen.connect(self.refresh)
        for line in (self.application, self.directory):
            # Portals copy braces, blanks and whole lines along with an identifier.
            line.editingFinished.connect(lambda line=line: _tidy(line))

    def _add_offers(self) -> None:
        """What only some need, offered where it belongs: a certificate, the secret's end."""
        offers = FlowBox()
        self._certify = LinkButton(_("Use a certificate instead…"), parent=offers)
        self._certify.clicked.connect(self._use_certificate)
        self._note_end = LinkButton(_("Note when it expires…"), parent=offers)
        self._note_end.clicked.connect(self._ask_end)
        offers.add(self._certify)
        offers.add(self._note_end)
        self._secret_row.add_below(offers)

    def build_advanced(self) -> None:
        self.route = self._choice("route")
        self.cloud = self._choice("cloud")
        self._endpoint_rows = [
            self.add(f"endpoints.{key}", LineField(width))
            for key, width in (
                ("authority", 40), ("graph", 40), ("smtp_host", 40), ("smtp_port", 7),
                ("scope", 40),
            )
        ]  # fmt: skip
        for choice in (self.route, self.cloud):
            choice.chosen.connect(self.refresh)
        self.refresh()

    def defaults(self) -> dict[str, object]:
        return {
            "route": Route.GRAPH.value,
            "cloud": Cloud.GLOBAL.value,
            "credential": Credential.SECRET.value,
        }

    def load(self, stored: Stored | None) -> None:
        self._asked_credential = self._asked_end = False
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
        else:
            # It says itself when it ends.
            document.pop("secret_expires", None)
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
        if not hasattr(self, "cloud"):
            return
        custom = self.cloud.value() == Cloud.CUSTOM
        for row in self._endpoint_rows:
            row.set_visible(custom)
        by_certificate = self.credential.value() == Credential.CERTIFICATE
        self._certificate_row.set_visible(by_certificate)
        self._secret_row.set_visible(not by_certificate)
        # Once there is something to choose between, or to change, it is a field.
        self._credential_row.set_visible(by_certificate or self._asked_credential)
        self._certify.setVisible(not self._credential_row.is_visible)
        # A certificate says itself when it ends.
        known = bool(self.expires.text()) or self._asked_end
        self._expires_row.set_visible(known and not by_certificate)
        self._note_end.setVisible(not known)
        self._letter.set_first(not self.application.text())

    def is_unusual(self) -> bool:
        usual = self.defaults()
        inner = self.values()["authentication"]
        assert isinstance(inner, dict)
        chosen = any(inner.get(key) != usual[key] for key in ("route", "cloud"))
        return chosen or self.shares_unusual()

    # ------------------------------------------------------------ private

    def _use_certificate(self) -> None:
        self._asked_credential = True
        self.credential.show_value(Credential.CERTIFICATE.value)
        self.credential.chosen.emit(self.credential.value())
        self.focus_field("certificate")

    def _ask_end(self) -> None:
        self._asked_end = True
        self.refresh()
        self.focus_field("secret_expires")

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
        from hubmail_gui.window.letter_dialog import LetterDialog

        letter = self.method.write_letter(self.values())
        assert letter is not None
        LetterDialog(_("Letter to the Microsoft administrator"), letter.whole, self).open()


def _tidy(line: LineField) -> None:
    guid = identifiers.find_guid(line.text())
    if guid is not None and guid != line.text():
        line.setText(guid)
