"""A field for a text of many lines that is pasted, or dropped as a file."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hubmail_gui.window import theme

# Longer texts are read as a file: a field that holds a log of megabytes answers no key any more.
LONGEST = 1 << 20


class PasteField(QPlainTextEdit):
    """Plain text only; a file that is dropped is announced instead of its address being typed.

    Signals:
        file_dropped (str): its path.
    """

    file_dropped = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, lines: int = 8) -> None:
        """Make the field.

        Args:
            name: what assistive technology calls it.
            parent: where it stands.
            lines: how many of them are seen at once.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setMinimumHeight(theme.em(self, lines * 1.3))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's
        return bool(local_file(source)) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's
        path = local_file(source)
        if path:
            self.file_dropped.emit(path)
        else:
            # Of what is too long, its end: there stands the newest.
            self.insertPlainText(source.text()[-LONGEST:])


def local_file(source: QMimeData) -> str:
    """The one local file in it; empty where there is none."""
    if not source.hasUrls():
        return ""
    return next((url.toLocalFile() for url in source.urls() if url.isLocalFile()), "")
