"""The words of others: as they came, to be read to the end, selected and copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontDatabase, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone


class Quote(QPlainTextEdit):
    """As high as its words, so that only the page around it scrolls; never HTML."""

    def __init__(
        self, words: str, name: str, parent: QWidget | None = None, *, monospace: bool = True
    ) -> None:
        """Make the box.

        Args:
            words: the text.
            name: what assistive technology calls it.
            parent: where it stands.
            monospace: what a machine said is shown as machines write.
        """
        super().__init__(words, parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme.em(self, 0.5))
        if monospace:
            self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._tint()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    def _fit(self) -> None:
        # For plain text the document's height is its number of lines as they are wrapped.
        lines = max(1, round(self.document().size().height()))
        margin = 2 * self.document().documentMargin()
        height = round(lines * self.fontMetrics().lineSpacing() + margin) + 2
        if height != self.height():
            self.setFixedHeight(height)

    def _tint(self) -> None:
        palette = self.window().palette()
        wanted = theme.tint(Tone.QUIET, palette)
        if self.palette().color(QPalette.ColorRole.Base) != wanted:
            own = QPalette()
            own.setColor(QPalette.ColorRole.Base, wanted)
            own.setColor(QPalette.ColorRole.Text, theme.colour(Tone.PLAIN, palette))
            self.setPalette(own)
