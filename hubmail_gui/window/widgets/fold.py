"""A heading that shows or hides what stands under it; the question under a field is one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import LinkButton
from hubmail_gui.window.widgets.containers import reveal
from hubmail_gui.window.widgets.text import Text


class Fold(QWidget):
    """Something that few want to see, one click away.

    The heading is a plain button: Qt calls one that stays down a check box, which it is not.
    Whether it is open is its description.

    Signals:
        opened (bool): it was opened, or closed.
    """

    opened = Signal(bool)

    def __init__(
        self, title: str, content: QWidget, parent: QWidget | None = None, *, bold: bool = False
    ) -> None:
        super().__init__(parent)
        self._content = content
        tone = Tone.PLAIN if bold else Tone.ACCENT
        self.heading = LinkButton(title, "folded", self, bold=bold, tone=tone)
        self.heading.clicked.connect(lambda: self.set_open(not self.is_open))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(content)
        content.hide()
        self._describe()

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return not self._content.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        if is_open is self.is_open:
            return
        self._content.setVisible(is_open)
        self._describe()
        self.opened.emit(is_open)

    def _describe(self) -> None:
        self.heading.show_icon("unfolded" if self.is_open else "folded")
        self.heading.setAccessibleDescription(_("Shown") if self.is_open else _("Hidden"))


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
