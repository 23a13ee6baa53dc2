"""The certificate by which the application proves itself: chosen as a file, or made here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui.core.dates import long_date
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.methods.microsoft import credentials
from hubmail_gui.methods.microsoft.credentials import KeyPair
from hubmail_gui.window import theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import ValueField
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.worker import Run

LARGEST_FILE = 1024 * 1024
# What only a passphrase opens; anything else is never asked for one.
_CLOSED = ("key.encrypted", "key.pfx")


class CertificateField(ValueField):
    """Shows which certificate is used; its private key is only ever handed on.

    Args:
        sender: gives the address that a new certificate is named after.

    Signals:
        ends (str): the last day of a new certificate, as YYYY-MM-DD.
    """

    ends = Signal(str)

    def __init__(self, sender: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sender = sender
        self._certificate = ""
        self._key = ""
        self._stored = False
        self.about = Text("", wrap=True, selectable=True, parent=self)
        self.message = Text("", Tone.BAD, wrap=True, parent=self)
        self.message.hide()
        self.choose_button = Button(_("Choose a file…"), parent=self)
        self.make_button = Button(_("Make one"), parent=self)
        self.save_button = Button(_("Save the public part…"), parent=self)
        self.choose_button.clicked.connect(self._choose_file)
        self.make_button.clicked.connect(self._make)
        self.save_button.clicked.connect(self._choose_target)
        row = QHBoxLayout()
        row.setSpacing(theme.em(self, 0.5))
        for button in (self.choose_button, self.make_button, self.save_button):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 0.4))
        column.addWidget(self.about)
        column.addLayout(row)
        column.addWidget(self.message)
        self._refresh()

    def take_focus(self) -> None:
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> str:
        """The certificate in PEM form."""
        return self._certificate

    def show_value(self, value: str) -> None:
        """Show a stored certificate; a key that was read for another one is forgotten."""
        self._certificate = value
        self._key = ""
        self._refresh()

    def show_stored(self, stored: bool) -> None:
        """Say whether the private key is stored."""
        self._stored = stored
        self._refresh()

    def private_key(self) -> str | None:
        """The key of a certificate that was just read or made; None keeps the stored one."""
        return self._key or None

    def take_key(self, key: str) -> None:
        """Put back a key when the window is built anew."""
        self._key = key
        self._refresh()

    def take(self, pair: KeyPair) -> None:
        """Use a certificate with its key."""
        self._certificate = pair.certificate
        self._key = pair.private_key
        self.message.hide()
        self._refresh()
        self.ends.emit(pair.ends.isoformat())
        self.chosen.emit(pair.certificate)
        announce(self, self.about.text())

    def read_file(self, path: str, passphrase: str | None = None) -> None:
        """Use the key pair in the PEM or PFX file ``path``."""
        from hubmail_gui.store import given

        try:
            data = given.read(path, LARGEST_FILE, given.AT_ONCE)
        except OSError as error:
            self._complain(_("The file cannot be read: {reason}").format(reason=error.strerror))
            return
        try:
            self.take(credentials.from_file(data, passphrase))
        except ProblemError as error:
            if error.code in _CLOSED and passphrase is None:
                self._ask_passphrase(path)
                return
            self._complain(Problem("certificate", error.code, error.params).title())

    def save_public(self, path: str) -> None:
        """Write the certificate without its key to ``path``, to be uploaded to Entra ID."""
        from hubmail_gui.store import given

        try:
            given.write(path, f"{self._certificate}\n".encode("ascii"))
        except OSError as error:
            self._complain(_("Not saved: {reason}").format(reason=error.strerror))
        else:
            self._say(_("Saved as {path}.").format(path=path))

    # ------------------------------------------------------------ private

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Choose a file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.pem *.pfx *.p12 *.crt *.cer *.der *.key"
        chooser.setNameFilters([_("Certificates with their key") + f" ({kinds})", "* (*)"])
        chooser.fileSelected.connect(lambda path: self.read_file(path))
        chooser.open()

    def _choose_target(self) -> None:
        chooser = QFileDialog(self, _("Save the public part…"), "hub-mail.cer")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.fileSelected.connect(self.save_public)
        chooser.open()

    def _ask_passphrase(self, path: str) -> None:
        asked = QInputDialog(self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(_("Passphrase"))
        asked.setLabelText(_("Passphrase of {name}:").format(name=Path(path).name))
        asked.setTextEchoMode(QLineEdit.EchoMode.Password)
        asked.textValueSelected.connect(lambda text: self.read_file(path, text))
        asked.open()

    def _make(self) -> None:
        name = f"Hub mail {self._sender()}".strip()
        self.make_button.setEnabled(False)
        # Finding the primes of an RSA key takes up to a second.
        run = Run(lambda _watch: credentials.make(name), lambda error: error)
        run.finished.connect(self._made)
        run.start()

    def _made(self, pair: object) -> None:
        self.make_button.setEnabled(True)
        if isinstance(pair, KeyPair):
            self.take(pair)
            self._choose_target()
        else:
            self._complain(_("The certificate could not be made."))

    def _refresh(self) -> None:
        self.save_button.setVisible(bool(self._certificate))
        self.about.setText(self._description())

    def _description(self) -> str:
        if not self._certificate:
            return _("None yet")
        try:
            facts = credentials.describe(self._certificate)
        except ProblemError as error:
            return Problem("certificate", error.code, error.params).title()
        lines = [
            _("{name}, valid until {date}").format(name=facts.name, date=long_date(facts.ends)),
            _("Thumbprint {digits}").format(digits=facts.thumbprint),
        ]
        if self._key:
            lines.append(_("The private key goes into the keyring when you save."))
        elif self._stored:
            lines.append(_("The private key is stored in the keyring."))
        return "\n".join(lines)

    def _complain(self, words: str) -> None:
        self._show_message(words, Tone.BAD)

    def _say(self, words: str) -> None:
        self._show_message(words, Tone.QUIET)

    def _show_message(self, words: str, tone: Tone) -> None:
        self.message.show_tone(tone)
        self.message.setText(words)
        self.message.setVisible(bool(words))
        announce(self, words)
