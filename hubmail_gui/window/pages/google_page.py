"""The page of the method *Google Workspace*."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.methods.google import FIELD
from hubmail_gui.methods.google import key as keys
from hubmail_gui.methods.google.settings import Route
from hubmail_gui.store import given
from hubmail_gui.window.pages.authentication_page import AuthenticationPage
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.letter_card import LetterCard
from hubmail_gui.window.widgets.secret_field import SecretField

# No key file is larger; another file is not read into a field.
LARGEST_FILE = 64 * 1024


class GooglePage(AuthenticationPage):
    """Sender and key file; folded below them, what few need."""

    def build_above(self) -> None:
        self._letter = LetterCard(
            _("No domain-wide delegation yet?"), _("Letter to the Google administrator…"), self
        )
        self._letter.wanted.connect(self._write_letter)
        column = self.layout()
        assert column is not None
        column.addWidget(self._letter)

    def build(self) -> None:
        self.add("sender", LineField(40))
        row = self.add_secret(FIELD)
        self.edited.connect(self.refresh)
        self.choose_button = Button(_("Choose the key file…"), parent=self)
        self.choose_button.clicked.connect(self._choose_file)
        offers = FlowBox()
        offers.add(self.choose_button)
        row.add_below(offers)

    def build_advanced(self) -> None:
        self.route = Choice()
        for value, words in self.layout_data.choices["route"].items():
            self.route.offer(value, _(words))
        self.add("route", self.route)
        for key in ("token", "gmail", "smtp_host", "smtp_port"):
            self.add(f"endpoints.{key}", LineField(7 if key == "smtp_port" else 40))

    def defaults(self) -> dict[str, object]:
        return {"route": Route.SMTP.value}

    def values(self) -> dict[str, object]:
        document = super().values()
        inner = document["authentication"]
        assert isinstance(inner, dict)
        # Nothing typed there means Google's own addresses.
        if not any(inner.get("endpoints", {}).values()):
            inner.pop("endpoints", None)
        return document

    def is_unusual(self) -> bool:
        own = self.values()["authentication"]
        assert isinstance(own, dict)
        chosen = own.get("route") != Route.SMTP.value or "endpoints" in own
        return chosen or self.shares_unusual()

    def refresh(self) -> None:
        key = self._editors.get(FIELD)
        if isinstance(key, SecretField):
            # Without a key nothing can be done before the letter was answered.
            self._letter.set_first(key.is_missing())

    def read_file(self, path: str) -> None:
        """Take the key file ``path``, or say what is wrong with it."""
        field = self._editors[FIELD]
        assert isinstance(field, SecretField)
        try:
            content = given.read(path, LARGEST_FILE, given.AT_ONCE)
            text = content.decode("utf-8-sig", "replace")
        except OSError as error:
            self.remark(FIELD, _("The file cannot be read: {reason}").format(reason=error.strerror))
            return
        try:
            keys.parse(text)
        except ProblemError as error:
            self.remark(FIELD, str(error.params["reason"]))
            return
        field.type_again(keys.tidy(text))
        self.left.emit(FIELD)

    # ------------------------------------------------------------ private

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Choose the key file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([_("Key files") + " (*.json)", "* (*)"])
        chooser.fileSelected.connect(self.read_file)
        chooser.open()

    def _write_letter(self) -> None:
        from hubmail_gui.window.letter_dialog import LetterDialog

        letter = self.method.write_letter(self.values(), self.secret())
        assert letter is not None
        LetterDialog(_("Letter to the Google administrator"), letter.whole, self).open()
