"""What has to be switched on at a mail service before it takes mail, and which of its servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.discovery import presets
from hubmail_gui.window import theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import Card
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.discovery.presets import Place, Preset


class ServiceNotes(Card):
    """A list to be done there, as the service's own documentation says it.

    Signals:
        place_chosen (Place): the account is in another region.
    """

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: Preset | None = None
        self._content: QWidget | None = None
        self.region: Choice | None = None

    def show_service(self, service: Preset | None, host: str = "") -> None:
        """Say it of another service; None: of none.

        Args:
            service: whose list it is.
            host: the one of its servers that is chosen.
        """
        self.setVisible(service is not None)
        if service is self._shown:
            return
        self._shown = service
        self.clear()
        self.region = None
        if service is None:
            return
        known = presets.words(service.id, texts.language())
        content = QWidget(self)
        column = QVBoxLayout(content)
        pad = theme.em(self, 0.4)
        column.setContentsMargins(0, pad, 0, pad)
        column.setSpacing(theme.em(self, 0.35))
        title = _("What {service} needs first").format(service=service.name)
        if service.kind == "own":
            title = _("What your relay needs first")
        column.addWidget(Text(title, bold=True, wrap=True, parent=content))
        for number, words in enumerate(known.on, 1):
            column.addLayout(_marked(Text(f"{number}.", parent=content), words, content))
        if known.hint:
            column.addLayout(
                _marked(Text(_("Username"), Tone.QUIET, parent=content), known.hint, content)
            )
        if len(places := _by_region(service)) > 1:
            column.addLayout(self._regions(places, host, content))
        self.add(content)

    def _regions(self, places: dict[str, Place], host: str, content: QWidget) -> QHBoxLayout:
        label = QLabel(_("Region of the account"), content)
        choice = self.region = Choice(24, content)
        choice.setAccessibleName(label.text())
        label.setBuddy(choice)
        for region in places:
            choice.offer(region, region)
        choice.show_value(next((one for one in places if places[one].host == host), ""))
        choice.chosen.connect(lambda region: self.place_chosen.emit(places[region]))
        line = QHBoxLayout()
        line.setSpacing(theme.em(self, 0.6))
        line.addWidget(label)
        line.addWidget(choice, 1)
        line.addStretch(1)
        return line


def _by_region(service: Preset) -> dict[str, Place]:
    """The best server of each region."""
    found: dict[str, Place] = {}
    for one in service.servers:
        if one.region:
            found.setdefault(one.region, one)
    return found


def _marked(mark: Text, words: str, parent: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.em(parent, 0.5))
    column = QVBoxLayout()
    column.addWidget(mark)
    column.addStretch(1)
    line.addLayout(column)
    line.addWidget(Text(words, wrap=True, selectable=True, parent=parent), 1)
    return line
