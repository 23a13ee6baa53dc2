"""*Another service*: the mail services whose servers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui import methods
from hubmail_gui.core.texts import _
from hubmail_gui.discovery import presets
from hubmail_gui.window import access, theme
from hubmail_gui.window.pages.first_run import SERVICES
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import BareRow, Card, Row
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.link_row import LinkRow
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.discovery.presets import Preset


class ServicesDialog(Sheet):
    """A list, and a line that makes it shorter.

    Signals:
        chosen (Preset): the service that was picked.
    """

    enter_presses = False

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Which mail service?"), parent, size=(36, 44))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = LineField(72, self.content)
        self.words.setAccessibleName(_("Search"))
        self.words.setPlaceholderText(_("Search: a service or its server"))
        self.words.textChanged.connect(self._pick_out)
        self.words.returnPressed.connect(self._take_first)
        self.add(self.words)
        self._none = Text(
            _("Not in the list. Its SMTP host can be typed: choose Edit on the page."),
            Tone.QUIET,
            wrap=True,
            parent=self.content,
        )
        self._none.hide()
        self.add(self._none)
        self._card = Card(parent=self.content)
        self._rows: dict[Row, Preset] = {}
        for one in listed():
            self._add(one)
        self.add(self._card)
        self.column.addStretch(1)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        access.chain(self)
        self.words.setFocus()

    def _add(self, one: Preset) -> None:
        row = LinkRow("mail", one.name, self._card)
        words = _("Signs in with an application, without a password.")
        if one.type == methods.PLAIN:
            words = one.servers[0].host or ""
            if one.id in methods.types():
                words = _("{host}, with a password").format(host=words)
        row.show_state(Tone.QUIET, words)
        row.clicked.connect(lambda _on=False, taken=one: self._take(taken))
        self._rows[self._card.take(BareRow(row, self._card))] = one

    def shown(self) -> list[Preset]:
        """Those that the words leave."""
        return [one for row, one in self._rows.items() if not row.isHidden()]

    def _pick_out(self, words: str) -> None:
        wanted = words.strip().lower()
        for row, one in self._rows.items():
            known = " ".join([one.name, *(place.host or "" for place in one.servers)]).lower()
            row.setVisible(wanted in known)
        self._none.setVisible(not self.shown())
        self._card.update()

    def _take_first(self) -> None:
        if self.words.text().strip() and self.shown():
            self._take(self.shown()[0])

    def _take(self, one: Preset) -> None:
        self.accept()
        self.chosen.emit(one)

    def fit(self) -> None:
        """Room for many rows."""
        super().fit()
        most = self.screen().availableSize().height() - theme.em(self, 3.5)
        self.resize(self.width(), min(theme.em(self, 44), most))


def listed() -> list[Preset]:
    """The services that the page itself does not name, or names with another way to sign in."""
    on_page = {one for one in SERVICES if one not in methods.types()}
    return [one for one in presets.presets() if one.id not in on_page]
