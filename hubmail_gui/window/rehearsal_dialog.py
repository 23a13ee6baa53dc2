"""The demo's list of what can go wrong, to be tried before it happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Scenario


class RehearsalDialog(Sheet):
    """Lets the person choose one scenario.

    Args:
        scenarios: all that can be chosen.
        relay: where the trial's relay listens; empty: there is none.
        parent: the window.

    Signals:
        chosen (str): the name of the scenario to play.
    """

    chosen = Signal(str)

    def __init__(
        self, scenarios: Iterable[Scenario], relay: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Rehearse a failure"), parent, size=(36, 34))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _(
            "The embedded servers answer as the real ones would. Settings that meet the chosen"
            " answer replace those of the demo, and are tested."
        )
        self.add(Text(words, wrap=True, parent=self.content))
        self.list = QListWidget(self.content)
        self.list.setAccessibleName(_("Scenarios"))
        self.list.setMinimumHeight(theme.em(self, 6))
        for scenario in scenarios:
            item = QListWidgetItem(_(scenario.title), self.list)
            item.setData(Qt.ItemDataRole.UserRole, scenario.name)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._choose)
        self.add(self.list, 1)
        if relay:
            words = _(
                "Programs that speak only SMTP can be tried too: the relay listens on {address} and"
                " hands each of their mails to the settings of the demo, and tells them what was"
                " answered."
            ).format(address=relay)
            self.relay = Text(words, wrap=True, parent=self.content)
            self.relay.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.add(self.relay)
        self.play_button = self.buttons.add_button(
            _("Play and test"), Role.AcceptRole, self._choose
        )
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.play_button.set_primary(True)
        self.play_button.setDefault(True)

    def fit(self) -> None:
        """As high as it may be: the list takes what there is."""
        super().fit()
        space = self.screen().availableSize()
        most = space.height() - theme.em(self, 3.5)
        self.resize(self.width(), min(theme.em(self, 34), most))

    def _choose(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
