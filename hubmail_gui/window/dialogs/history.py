"""*History*: who changed, tested or restored what, with the old and the new values."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QTableView, QWidget

from hubmail_gui.core.texts import N_, _
from hubmail_gui.service import past
from hubmail_gui.window import theme, topics
from hubmail_gui.window.access import announce
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.choice import Choice
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.flow import FlowBox
from hubmail_gui.window.widgets.history_model import COLUMNS, HistoryModel, cell, counted
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.window.worker import Job

# What can be picked, and the actions that belong to it.
KINDS = {
    "": (N_("Everything"), ()),
    "changes": (N_("Changes"), ("changed", "trusted")),
    "tests": (N_("Tests"), ("tested", "scoped")),
    "receipts": (N_("Receipts"), ("received",)),
    "restores": (N_("Restores"), ("restored",)),
}
# So long after the last key the search begins.
PATIENCE_MS = 250


class _Found(NamedTuple):
    """The numbers of the lines that belong to a search; None: all."""

    numbers: array[int] | None


class _Compared(NamedTuple):
    """What differs between two revisions, for an entry of the history."""

    title: str
    pairs: tuple[tuple[str, str], ...]


class _Written(NamedTuple):
    """Where the lines were written."""

    path: str


class HistoryDialog(Sheet):
    """A table that reads the lines it shows, what can be picked of them, and one in full."""

    enter_presses = False

    def __init__(self, configuration: Configuration, parent: QWidget | None = None) -> None:
        super().__init__(_("History"), parent, size=(64, 46))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._configuration = configuration
        self._index = configuration.store.history_index()
        self._run: Run | None = None
        self._again = False
        self._to_export = ""
        self._add_search()
        self.table = self._make_table()
        self.add(self.table, 1)
        self.count = Text(_("Reading…"), Tone.QUIET, wrap=True, parent=self.content)
        self.add(self.count)
        hint = _("Choose two lines, the second with Ctrl, to compare their revisions.")
        self.add(Text(hint, Tone.QUIET, wrap=True, parent=self.content))
        self.detail = Reading(self.content)
        self.detail.hide()
        self.add(self.detail)
        add = self.buttons.add_button
        self.export_button = add(_("Export as CSV…"), Role.ActionRole, self._choose_file)
        add(_("Compare files…"), Role.ActionRole, self._compare_files)
        add(_("Close"), Role.RejectRole, self.reject)
        self.offer_help(topics.HISTORY)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self.look)
        self.look()

    def _add_search(self) -> None:
        line = self._search = FlowBox(self.content)
        self.kind = Choice(20, line)
        self.kind.setAccessibleName(_("Show"))
        for name, (words, _actions) in KINDS.items():
            self.kind.offer(name, _(words))
        self.kind.chosen.connect(lambda _kind: self.look())
        self.words = LineField(46, line)
        self.words.setMinimumWidth(theme.field_width(self, 46))
        self.words.setAccessibleName(_("Search"))
        self.words.setPlaceholderText(_("Search: a person, a setting, a value, a date"))
        self.words.textChanged.connect(lambda _text: self._soon.start())
        for widget in (self.kind, self.words):
            line.add(widget)
        self.add(line)

    def _make_table(self) -> QTableView:
        table = QTableView(self.content)
        table.setAccessibleName(_("History"))
        self.model = HistoryModel(table)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setMinimumHeight(theme.em(self, 8))
        rows = table.verticalHeader()
        rows.hide()
        # All are of one height: none is measured that is not seen.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.em(self, 1.9))
        heads = table.horizontalHeader()
        heads.setStretchLastSection(True)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setHighlightSections(False)
        for column, width in enumerate((15, 9, 7, 5.5, 14)):
            heads.resizeSection(column, theme.em(self, width))
        table.selectionModel().selectionChanged.connect(self._chosen)
        return table

    # ------------------------------------------------------------ looking

    def look(self) -> None:
        """Read what came, and pick what was asked for."""
        self._soon.stop()
        if self._run is not None:
            # What is asked for now is another thing: the run ends, and the next one begins.
            self._again = True
            self._run.cancel()
            return
        index, words = self._index, self.words.text()
        actions = set(KINDS[self.kind.value()][1])

        def work(watch: Watch) -> object:
            index.read(watch.cancel)
            if not actions and not words.strip():
                return _Found(None)
            return _Found(past.matching(index, actions, words, watch.cancel))

        self._begin(work)

    def _begin(self, work: Job) -> None:
        self._run = Run(work, lambda error: error)
        self._run.finished.connect(self._end)
        self._run.start()

    def _end(self, outcome: object) -> None:
        self._run = None
        self._search.setEnabled(True)
        if self._again:
            self._again = False
            self.look()
            return
        self._tell(outcome)
        if path := self._to_export:
            self._to_export = ""
            self.export(path)

    def _tell(self, outcome: object) -> None:
        if isinstance(outcome, _Found):
            self._show_found(outcome)
        elif isinstance(outcome, _Compared):
            self._show_compared(outcome)
        elif isinstance(outcome, _Written):
            self._say(_("Saved as {path}.").format(path=outcome.path))
        elif isinstance(outcome, OSError):
            self._say(_("Not saved: {reason}").format(reason=outcome.strerror))
        elif isinstance(outcome, BaseException):
            self._say(_reason(outcome))

    def _show_found(self, found: _Found) -> None:
        self.model.show_lines(self._index, found.numbers)
        self.detail.hide()
        number = self.model.rowCount()
        self._say(counted(number, self.words.text()))
        self.export_button.setEnabled(bool(number))
        if number and not self.words.hasFocus() and not self.kind.hasFocus():
            self.table.setFocus()

    def _chosen(self) -> None:
        """One line is shown in full, of two their revisions are compared."""
        rows = sorted(one.row() for one in self.table.selectionModel().selectedRows())
        if len(rows) == 2:
            # The newest line stands on top.
            self._compare(*(self.model.entry(row) for row in reversed(rows)))
        else:
            self._show(rows[0] if len(rows) == 1 else -1)

    def _compare(self, older: past.Entry | None, newer: past.Entry | None) -> None:
        first, last = (one["revision"] if one else None for one in (older, newer))
        if self._run is not None or not (isinstance(first, int) and isinstance(last, int)):
            self.detail.hide()
            return
        index = self._index
        title = _("Revision {a} → revision {b}").format(a=first, b=last)

        def work(watch: Watch) -> object:
            from hubmail_gui.service import revisions

            entries = past.chosen(index, None, watch.cancel)
            found = revisions.between(entries, first, last)
            return _Compared(title, tuple(past.told(found)))

        self._begin(work)

    def _show_compared(self, compared: _Compared) -> None:
        same = [(_("Settings"), _("Nothing differs."))]
        self.detail.show_lines([compared.title, *(Fact(*one) for one in compared.pairs or same)])
        self.detail.show()
        announce(self, compared.title)

    def _show(self, row: int) -> None:
        """One line in full: what changed from what to what."""
        entry = self.model.entry(row) if row >= 0 else None
        self.detail.setVisible(entry is not None)
        if entry is None:
            return
        title = f"{cell(entry, 0)} · {cell(entry, 1)} · {cell(entry, 2)}"
        facts = [Fact(_(COLUMNS[4]), past.outcome(entry))]
        facts += [Fact(name, pair) for name, pair in past.changes(entry)]
        self.detail.show_lines([title, *facts])

    def _compare_files(self) -> None:
        from hubmail_gui.window.dialogs.compare import CompareDialog

        CompareDialog(self._configuration, self).open()

    # ------------------------------------------------------------ saving

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, _("Export as CSV…"), "hubmail-history.csv")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.fileSelected.connect(self.export)
        chooser.open()

    def export(self, path: str) -> None:
        """Write what is shown to ``path``, the oldest line first; what is being looked for, when found."""
        if self._run is not None:
            self._to_export = path
            return
        # What is typed meanwhile would end it.
        self._search.setEnabled(False)
        index, numbers = self._index, self.model.numbers()

        def work(watch: Watch) -> object:
            from hubmail_gui.store import given

            chosen = past.chosen(index, numbers, watch.cancel)
            text = "".join(f"{row}\r\n" for row in past.csv_rows(chosen))
            given.write(path, text.encode(errors="replace"))
            return _Written(path)

        self._begin(work)

    def done(self, result: int) -> None:
        """Nobody waits for what is still being read."""
        self._soon.stop()
        if self._run is not None:
            self._run.finished.disconnect(self._end)
            self._run.cancel()
            self._run = None
        super().done(result)

    def _say(self, words: str) -> None:
        self.count.setText(words)
        announce(self, words)

    def fit(self) -> None:
        """As large as it may be: the table takes what there is."""
        super().fit()
        space = self.screen().availableSize()
        least = QSize(self.width(), theme.em(self, 42))
        self.resize(least.boundedTo(QSize(space.width(), space.height() - theme.em(self, 3.5))))


def _reason(error: BaseException) -> str:
    from hubmail_gui.core.cancel import Cancelled
    from hubmail_gui.service import defects
    from hubmail_gui.service.verdict import title

    return "" if isinstance(error, Cancelled) else title(defects.fault(error))
