"""Nothing is set up yet: one question, and two ways to answer it.

Whoever knows their mail service picks it; whoever knows only the sender's address types that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.widgets.tile import Tiles

if TYPE_CHECKING:
    from hubmail_gui.window.widgets.offers import Offers

OTHERS = ""

# The services that most have, by the id of their preset; the other ones stand behind OTHERS.
SERVICES = {
    "microsoft-365": ("cloud", N_("Microsoft 365"), N_("An application signs in, no password.")),
    "google-workspace": ("cloud", N_("Google Workspace"), N_("A service account, no password.")),
    "exchange": ("server", N_("Exchange on premises"), N_("Username and password.")),
    OTHERS: (
        "services",
        N_("Another service…"),
        N_("Amazon SES, SendGrid, Mailgun, Brevo, OVHcloud, IONOS and more."),
    ),
    "relay": (
        "relay",
        N_("Our own relay"),
        N_("A mail server in the house, often without a login."),
    ),
}


class Question(QWidget):
    """The sender's address, for whoever knows only that.

    Signals:
        asked (str, bool): it was typed so far; whether the person wants to know now.
        confirmed: Enter was pressed in the field.
    """

    asked = Signal(str, bool)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel(_("From which address is Hub to send?"), self)
        label.setAccessibleName(label.text())
        self.field = LineField(40, self)
        self.field.setAccessibleName(label.text())
        label.setBuddy(self.field)
        self.field.textChanged.connect(lambda text: self.asked.emit(text.strip(), False))
        self.field.returnPressed.connect(self.confirmed)
        self.find_button = Button(_("Find"), parent=self)
        self.find_button.set_primary(True)
        self.find_button.setAccessibleDescription(_("Find the mail server"))
        self.find_button.clicked.connect(self._ask)
        words = _("Its mail servers are asked what they offer; nothing is sent or changed.")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.em(self, 0.6))
        line.addWidget(self.field, 1000)
        line.addWidget(self.find_button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.em(self, 0.6), 0, 0)
        column.setSpacing(theme.em(self, 0.35))
        column.addWidget(label)
        column.addLayout(line)
        column.addWidget(Text(words, Tone.QUIET, wrap=True, parent=self))

    def text(self) -> str:
        """What stands in the field."""
        return self.field.text().strip()

    def _ask(self) -> None:
        if self.text():
            self.asked.emit(self.text(), True)
        else:
            self.field.setFocus()


class FirstRun(QWidget):
    """The offers for the address, and the services to pick from.

    Signals:
        chosen (Candidate): an offer was picked.
        service_wanted (str): a service was picked, by the id of its preset; OTHERS: another one.
    """

    chosen = Signal(object)
    service_wanted = Signal(str)

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            question: stands where the answer would.
            parent: the page.
        """
        super().__init__(parent)
        self.question = question
        self._offers: Offers | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.em(self, 0.5))
        title = Text(_("Which mail service?"), bold=True, parent=self)
        title.setContentsMargins(theme.em(self, 0.15), 0, 0, 0)
        self._column.addWidget(title)
        tiles = Tiles(self)
        for service, (icon, name, words) in SERVICES.items():
            tile = tiles.add(icon, _(name), _(words))
            tile.clicked.connect(lambda _on=False, one=service: self.service_wanted.emit(one))
        tiles.arrange()
        self._column.addWidget(tiles)
        question.asked.connect(self._ask)
        question.confirmed.connect(self._confirm)

    @property
    def offers(self) -> Offers:
        """Made when something was typed."""
        if self._offers is None:
            from hubmail_gui.window.widgets.offers import Offers

            self._offers = Offers(self)
            self._offers.setContentsMargins(0, 0, 0, theme.em(self, 0.7))
            self._offers.chosen.connect(self.chosen)
            self._column.insertWidget(0, self._offers)
        return self._offers

    def stop(self) -> None:
        """Nobody waits for what is still being looked for."""
        if self._offers is not None:
            self._offers.stop()

    def _ask(self, text: str, now: bool) -> None:
        self.offers.ask(text, now=now)

    def _confirm(self) -> None:
        if self.question.text() and not self.offers.take_best():
            self._ask(self.question.text(), True)
