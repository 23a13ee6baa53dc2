"""The demo's list of what can go wrong, to be tried before it happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.demo.part import Scenario


class RehearsalDialog(QDialog):
    """Lets the person choose one scenario.

    Signals:
        chosen (str): the name of the scenario to play.
    """

    chosen = Signal(str)

    def __init__(self, scenarios: Iterable[Scenario], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Rehearse a failure"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Scenarios"))
        for scenario in scenarios:
            item = QListWidgetItem(_(scenario.title), self.list)
            item.setData(Qt.ItemDataRole.UserRole, scenario.name)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._choose)
        box = QDialogButtonBox(self)
        self.play_button = Button(_("Play and test"), parent=self)
        close = Button(_("Close"), parent=self)
        box.addButton(self.play_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        self.play_button.setDefault(True)
        box.accepted.connect(self._choose)
        box.rejected.connect(self.reject)
        words = _(
            "The embedded servers answer as the real ones would. Settings that meet the chosen"
            " answer replace those of the demo, and are tested."
        )
        column = QVBoxLayout(self)
        margin = theme.em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.em(self, 0.7))
        column.addWidget(Text(words, wrap=True, parent=self))
        column.addWidget(self.list, 1)
        column.addWidget(box)
        self.resize(theme.em(self, 36), theme.em(self, 34))

    def _choose(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
