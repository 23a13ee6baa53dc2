"""Where a value is to be found: a quiet question under a field, and its answer."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.scrolling import reveal
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.text import Text


class Where(QWidget):
    """The question *Where do I find this?* and its answer."""

    def __init__(self, answer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Text(answer, Tone.QUIET, wrap=True, selectable=True)
        words.setContentsMargins(theme.em(self, 0.4), 0, 0, theme.em(self, 0.3))
        fold = Fold(_("Where do I find this?"), words, self)
        fold.opened.connect(lambda _open: reveal(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(fold)
