"""The page *Settings*: what can be set up, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import sentences, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import BareRow, Card, Column
from hubmail_gui.window.widgets.containers import Page
from hubmail_gui.window.widgets.link_row import LinkRow
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Configuration


class SettingsPage(Page):
    """The way to the e-mail configuration.

    Signals:
        email_wanted: show the e-mail configuration.
    """

    email_wanted = Signal()

    def __init__(self, configuration: Configuration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._configuration = configuration
        # Made in the order in which they stand: so they are read aloud and reached by Tab.
        column = Column(self)
        words = _("How Hub mails its users: password resets, approvals, alerts.")
        column.add(Text(_("Settings"), scale=1.5, bold=True, parent=column.inner))
        column.add(Text(words, Tone.QUIET, wrap=True, parent=column.inner))
        self._card = Card(parent=column.inner)
        self.email_button = LinkRow("mail", _("Email configuration"), self._card)
        self.email_button.clicked.connect(self.email_wanted)
        self._card.take(BareRow(self.email_button, self._card))
        column.add(self._card)
        column.add_stretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.em(self, 1.2))
        outer.addWidget(column)
        self.refresh()

    def refresh(self) -> None:
        """Show how the mail stands."""
        status = self._configuration.status()
        words = _("{title}. {words}").format(
            title=sentences.headline(status), words=sentences.sentence(status)
        )
        self.email_button.show_state(sentences.tone(status), words)
