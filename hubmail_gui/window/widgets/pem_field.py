"""Certificates to trust beside those of the operating system: taken from a file, or removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme, trusted
from hubmail_gui.window.access import announce
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import ValueField
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.text import Text

LARGEST_FILE = 1024 * 1024


class PemField(ValueField):
    """The text of one or more certificates in PEM form, shown by name, end and fingerprint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pem = ""
        self.about = Text(wrap=True, selectable=True, parent=self)
        self.choose_button = Button(_("Choose a file…"), parent=self)
        self.remove_button = Button(_("Remove"), parent=self)
        self.message = Text("", Tone.BAD, wrap=True, parent=self)
        self.message.hide()
        self.choose_button.clicked.connect(self._choose_file)
        self.remove_button.clicked.connect(self._remove)
        row = FlowBox(self)
        for widget in (self.choose_button, self.remove_button):
            row.add(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 0.3))
        column.addWidget(self.about)
        column.addWidget(row)
        column.addWidget(self.message)
        self._refresh()

    def take_focus(self) -> None:
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> str:
        return self._pem

    def show_value(self, value: str) -> None:
        self._pem = value
        self.message.hide()
        self._refresh()

    def read_file(self, path: str) -> None:
        """Take the certificates in the file ``path``."""
        from hubmail_gui.core import validation
        from hubmail_gui.core.problems import Problem
        from hubmail_gui.store import given

        try:
            pem = validation.certificates(given.read(path, LARGEST_FILE, given.AT_ONCE))
        except OSError as error:
            self._complain(_("The file cannot be read: {reason}").format(reason=error.strerror))
        except ProblemError as error:
            self._complain(Problem("ca_certificates", error.code, error.params).title())
        else:
            self.show_value(pem)
            self.chosen.emit(pem)
            announce(self, self.about.text())

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Choose a file…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([_("Certificates") + " (*.pem *.crt *.cer *.der *.p7b)", "* (*)"])
        chooser.fileSelected.connect(self.read_file)
        chooser.open()

    def _remove(self) -> None:
        self.show_value("")
        self.chosen.emit("")
        self.choose_button.setFocus()

    def _complain(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        announce(self, words)

    def _refresh(self) -> None:
        if self._pem:
            # Where fields are made nothing waits for the first frame any more.
            trusted.load()
        self.about.setText(trusted.summary(self._pem) or _("None"))
        self.remove_button.setVisible(bool(self._pem))
