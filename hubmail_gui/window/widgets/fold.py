"""A heading that shows or hides what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import LinkButton


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
