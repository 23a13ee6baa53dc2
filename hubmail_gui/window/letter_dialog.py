"""The letter to an administrator: to read, copy or save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.text import Text


class LetterDialog(Sheet):
    """Shows a text that can be changed before it is copied or saved."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, size=(60, 40))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit(text, self.content)
        self.text.setAccessibleName(_("Letter"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(theme.em(self, 8))
        self.add(self.text, 1)
        self._state = Text("", Tone.QUIET, wrap=True, parent=self.content)
        self.add(self._state)
        self.copy_button = self.buttons.add_button(_("Copy"), Role.AcceptRole, self._copy)
        self.save_button = self.buttons.add_button(
            _("Save as…"), Role.ActionRole, self._choose_file
        )
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.copy_button.set_primary(True)

    def fit(self) -> None:
        """As high as it may be: the letter takes what there is."""
        super().fit()
        most = self.screen().availableSize().height() - theme.em(self, 3.5)
        self.resize(self.width(), min(theme.em(self, 40), most))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._say(_("Copied."))

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Save as…"), "hub-mail.txt")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.fileSelected.connect(self.save)
        chooser.open()

    def save(self, path: str) -> None:
        """Write the letter to ``path`` and say so, or why not."""
        from hubmail_gui.store import given

        try:
            given.write(path, self.text.toPlainText().encode())
        except OSError as error:
            self._say(_("Not saved: {reason}").format(reason=error.strerror))
        else:
            self._say(_("Saved as {path}.").format(path=path))

    def _say(self, words: str) -> None:
        self._state.setText(words)
        announce(self, words)
