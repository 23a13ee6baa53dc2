"""The end of a test in words: what happened, who must act, what to do, what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.text import Text


class Verdict(QWidget):
    """Texts below each other, written anew for every result.

    Signals:
        copied: something was put into the clipboard.
    """

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.em(self, 0.5))
        self._column.addStretch()
        self.title: Text | None = None

    def clear(self) -> None:
        """Take everything away."""
        while self._column.count() > 1:
            taken = self._column.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.title = None

    def add(self, widget: QWidget) -> None:
        """Put something below what is there."""
        self._column.insertWidget(self._column.count() - 1, widget)
        widget.show()

    def add_title(self, words: str, icon: str, tone: Tone) -> None:
        """The one sentence that counts; it takes the focus, so that it is read first."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.em(self, 0.5))
        self.title = Text(words, wrap=True, selectable=True, scale=1.3, bold=True, parent=line)
        mark = Icon(icon, tone, line)
        theme.scale_font(mark, 1.3)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.title, 1)
        self.add(line)

    def add_text(self, words: str, tone: Tone = Tone.PLAIN, *, bold: bool = False) -> None:
        """A paragraph; an empty one is left out."""
        if words:
            self.add(Text(words, tone, wrap=True, selectable=True, bold=bold, parent=self))

    def add_note(self, words: str, icon: str, tone: Tone) -> None:
        """A paragraph with an icon."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Icon(icon, tone, line), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, wrap=True, selectable=True, parent=line), 1)
        self.add(line)

    def add_failure(self, failure: Mapping[str, Any]) -> None:
        """Everything that is known of a fault, in the order in which it is needed."""
        self.add_text(str(failure.get("cause") or ""))
        steps = [line for line in str(failure.get("remedy") or "").split("\n") if line]
        if steps:
            self.add_text(_who(failure), bold=True)
            for number, step in enumerate(steps, 1):
                self._add_step(number, step)
        if failure.get("tell"):
            self._add_message(str(failure["tell"]))

    def add_fold(self, title: str, lines: Sequence[str]) -> None:
        """The words of others, in full, one click away; nothing when there are none."""
        if lines:
            self.add(Fold(title, _verbatim("\n".join(lines), title), self))

    def add_content(self, title: str, content: QWidget, *, is_open: bool = False) -> None:
        """Something that can be folded away under its title."""
        fold = Fold(title, content, self)
        fold.set_open(is_open)
        self.add(fold)

    def _add_step(self, number: int, words: str) -> None:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.em(self, 0.8), 0, 0, 0)
        row.addWidget(Text(f"{number}.", parent=line), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, wrap=True, selectable=True, parent=line), 1)
        self.add(line)

    def _add_message(self, words: str) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        title = _("Message to forward")
        column.addWidget(_verbatim(words, title, monospace=False))
        copy = Button(_("Copy message"), parent=content)
        copy.clicked.connect(lambda: self._copy(words))
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(Fold(title, content, self))

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self.copied.emit()


def _who(failure: Mapping[str, Any]) -> str:
    from hubmail_gui.diagnosis import catalogue

    kind = (failure.get("params") or {}).get("type", "")
    return catalogue.who(str(failure["actor"]), texts.language(), kind)


def _verbatim(words: str, name: str, *, monospace: bool = True) -> QPlainTextEdit:
    """A text to read, select and copy; as it came, never as HTML."""
    box = QPlainTextEdit(words)
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(name)
    if monospace:
        box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    lines = min(max(words.count("\n") + 2, 3), 12)
    box.setMinimumHeight(theme.em(box, lines * 1.1))
    return box
