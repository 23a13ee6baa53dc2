"""The page *Settings*: what can be set up, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import sentences, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.state_line import StateLine
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.service.service import Service


class SettingsPage(QWidget):
    """The way to the e-mail configuration.

    Signals:
        email_wanted: show the e-mail configuration.
    """

    email_wanted = Signal()

    def __init__(self, service: Service, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        title = Text(_("Settings"), scale=1.5, parent=self)
        words = _("How Hub mails its users: password resets, approvals, alerts.")
        about = Text(words, Tone.QUIET, wrap=True, parent=self)
        self.email_button = Button(_("Email configuration"), parent=self)
        self.email_button.clicked.connect(self.email_wanted)
        self.state = StateLine(self)
        gap = theme.em(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap * 2, 0, gap * 2, gap)
        column.setSpacing(gap)
        column.addWidget(title)
        column.addWidget(about)
        column.addWidget(self.email_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.state)
        column.addStretch()
        self.refresh()

    def refresh(self) -> None:
        """Show how the mail stands."""
        status = self._service.status()
        self.state.show_state(sentences.tone(status), sentences.sentence(status))
