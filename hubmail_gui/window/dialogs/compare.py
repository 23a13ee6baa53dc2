"""*Compare files…*: what differs between two settings files, or support bundles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import theme, topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import Button
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.reading import Fact, Reading
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.comparison import Side
    from hubmail_gui.service.configuration import Configuration

# Of a file, in bytes, and how long it is waited for, in seconds.
LARGEST = 1 << 24
FILE_SECONDS = 10.0


class CompareDialog(TaskSheet):
    """Takes two files; an empty place stands for the settings that are stored."""

    def __init__(self, configuration: Configuration, parent: QWidget | None = None) -> None:
        words = _(
            "Two settings files or support bundles side by side. Where no file is named, the stored"
            " settings are taken. Secrets are in neither."
        )
        super().__init__(_("Compare files"), words, topics.HISTORY, parent)
        self._configuration = configuration
        self.files = (self._add_file(_("First file")), self._add_file(_("Second file")))
        self.place_verdict()
        add = self.buttons.add_button
        self.compare_button = add(_("Compare"), Role.AcceptRole, self.compare)
        add(_("Close"), Role.RejectRole, self.reject)
        self.compare_button.set_primary(True)
        self.allow()

    def compare(self) -> None:
        """Read both, and say what differs."""
        configuration = self._configuration
        paths = [one.text().strip() for one in self.files]

        def work(_watch: Watch) -> object:
            from hubmail_gui.service import comparison

            return comparison.between(*(_side(configuration, path) for path in paths))

        self.begin(work)

    def allow(self) -> None:
        named = any(one.text().strip() for one in self.files)
        self.compare_button.setEnabled(named and not self.busy)

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service import past

        assert isinstance(outcome, list)
        if not outcome:
            self.verdict.say(_("Nothing differs."), "ok", Tone.GOOD)
            return
        self.verdict.say(_("What differs"), "info", Tone.ACCENT)
        rows = Reading(self.verdict)
        heading = _("First → second")
        pairs = ((past.label(one.field), past.arrow(one.a, one.b)) for one in outcome)
        rows.show_lines([heading, *(Fact(*pair) for pair in pairs)])
        self.verdict.add(rows)

    def _add_file(self, label: str) -> LineField:
        words = Text(label, parent=self.content)
        line = QWidget(self.content)
        field = LineField(60, line)
        field.setPlaceholderText(_("The stored settings"))
        field.setAccessibleName(label)
        field.textChanged.connect(self.allow)
        choose = Button(_("Choose…"), parent=line)
        choose.clicked.connect(partial(self._choose, field))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.em(self, 0.5))
        row.addWidget(field, 1)
        row.addWidget(choose)
        words.setBuddy(field)
        self.add(words)
        self.add(line)
        return field

    def _choose(self, field: LineField) -> None:
        chooser = QFileDialog(self, _("Choose…"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(field.setText)
        chooser.open()


def _side(configuration: Configuration, path: str) -> Side:
    """One of the two.

    Raises:
        ProblemError, FaultError, OSError: it cannot be read, or is neither.
    """
    from hubmail_gui.core import documents
    from hubmail_gui.core.problems import ProblemError
    from hubmail_gui.service import comparison
    from hubmail_gui.store import given

    if path:
        document = documents.parse(given.read(path, LARGEST, FILE_SECONDS), dict)
    else:
        stored = configuration.stored()
        document = None if stored is None else dict(stored.document())
    side = comparison.side(document)
    if side.problems:
        problem = side.problems[0]
        raise ProblemError(problem.code, problem.params)
    return side
