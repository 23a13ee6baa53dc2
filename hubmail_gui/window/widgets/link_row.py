"""A row of a card that leads somewhere: an icon, a title, how it stands, and an arrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hubmail_gui.window import theme
from hubmail_gui.window.icons import Disc, Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import ROUND
from hubmail_gui.window.widgets.text import Text


class LinkRow(QPushButton):
    """A button as wide as its card; to assistive technology it is named by its title."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = icon
        self.setAccessibleName(title)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._disc = Disc(icon, Tone.QUIET, self)
        self._title = Text(title, bold=True, parent=self)
        self._words = Text("", Tone.QUIET, wrap=True, parent=self)
        texts = QVBoxLayout()
        texts.setSpacing(theme.em(self, 0.2))
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._words)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        pad = theme.em(self, 0.9)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(pad)
        row.addWidget(self._disc)
        row.addLayout(texts, 1)
        row.addWidget(Icon("folded", Tone.QUIET, self))
        for child in (self._disc, self._title, self._words):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_state(self, tone: Tone, words: str) -> None:
        """Say how it stands."""
        self._disc.show_icon(self._name, tone)
        self._words.setText(words)
        self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self.window().palette()
        painter, path = QPainter(self), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.em(self, ROUND)
        path.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        ground, text = theme.card(palette), theme.colour(Tone.PLAIN, palette)
        share = 0.1 if self.isDown() else 0.05 if self.underMouse() else 0.0
        if share:
            painter.fillPath(path, theme.brush(theme.blend(ground, text, share)))
        if self.hasFocus():
            accent = theme.colour(Tone.ACCENT, palette)
            painter.strokePath(path, QPen(theme.brush(accent), 2.0))
