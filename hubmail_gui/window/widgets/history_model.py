"""The lines of the history for a table: each is read from the file when it is looked at."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hubmail_gui.core import dates
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import N_, _, ngettext
from hubmail_gui.service import past

if TYPE_CHECKING:
    from hubmail_gui.store.history_index import HistoryIndex

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("When"), N_("Who"), N_("What"), N_("Revision"), N_("Result"), N_("Settings"))
# So many lines are kept as they were read: several screens.
_KEPT = 400


class HistoryModel(QAbstractTableModel):
    """The newest line first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index: HistoryIndex | None = None
        self._numbers: array[int] | None = None
        self._count = 0
        self._read: dict[int, past.Entry | None] = {}

    def show_lines(self, index: HistoryIndex, numbers: array[int] | None) -> None:
        """Show the lines with these ``numbers``; None: all."""
        self.beginResetModel()
        self._index, self._numbers = index, numbers
        self._count = len(index) if numbers is None else len(numbers)
        self._read = {}
        self.endResetModel()

    def numbers(self) -> array[int] | None:
        """Those that are shown; None: all."""
        return self._numbers

    def entry(self, row: int) -> past.Entry | None:
        """What stands in a row; None where the line is damaged or gone."""
        if row not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[row] = self._look(row)
        return self._read[row]

    def _look(self, row: int) -> past.Entry | None:
        assert self._index is not None
        place = self._count - 1 - row
        try:
            return self._index.entry(place if self._numbers is None else self._numbers[place])
        except FaultError:
            return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self.entry(index.row())
        if entry is None:
            return _("This line cannot be read.") if index.column() == 0 else None
        return cell(entry, index.column())


def cell(entry: past.Entry, column: int) -> str:
    """What a column says of an entry."""
    if column == 0:
        return dates.recorded(entry["at"])
    if column == 1:
        return str(entry["who"])
    if column == 2:
        return past.action(entry)
    if column == 3:
        return str(entry["revision"] or "–")
    if column == 4:
        return past.outcome(entry)
    return ", ".join(past.label(key) for key in entry["fields"])


def counted(number: int, words: str) -> str:
    """What is said of so many lines, found by ``words`` where there are any."""
    if number:
        return ngettext("{count} line", "{count} lines", number).format(count=number)
    if words.strip():
        return _("No line has all of these words.")
    return _("Nothing of that kind has happened yet.")
