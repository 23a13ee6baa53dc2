"""The letter to an administrator: to read, copy or save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text


class LetterDialog(QDialog):
    """Shows a text that can be changed before it is copied or saved."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName(_("Letter"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._state = Text("", Tone.QUIET, wrap=True, parent=self)
        box = QDialogButtonBox(self)
        self.copy_button = Button(_("Copy"), parent=self)
        self.copy_button.clicked.connect(self._copy)
        self.save_button = Button(_("Save as…"), parent=self)
        self.save_button.clicked.connect(self._choose_file)
        close = Button(_("Close"), parent=self)
        for button in (self.copy_button, self.save_button):
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = theme.em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.em(self, 0.7))
        column.addWidget(self.text, 1)
        column.addWidget(self._state)
        column.addWidget(box)
        space = self.screen().availableSize()
        wanted = (theme.em(self, 60), theme.em(self, 40))
        self.resize(min(wanted[0], space.width() - 40), min(wanted[1], space.height() - 80))

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
