"""*Entry for the calendar…*: the secret's last day, with reminders before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui.core.dates import long_date
from hubmail_gui.core.texts import _
from hubmail_gui.service.expiry import CRITICAL_DAYS, NOTICE_DAYS
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone

if TYPE_CHECKING:
    from datetime import date

    from hubmail_gui.core.watch import Watch


class CalendarDialog(TaskSheet):
    """Writes the entry where that is chosen."""

    def __init__(self, ends: date, sender: str, folder: str, parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            ends: the secret's last day.
            sender: the address whose mail depends on it.
            folder: the configuration folder, by which a later entry replaces this one.
            parent: the window.
        """
        words = _(
            "The secret ends on {date}. The file holds an entry for that day, with reminders"
            " {notice} and {critical} days before; calendar programs take it by a double click. A"
            " later date changes the same entry, it does not add another."
        ).format(date=long_date(ends), notice=NOTICE_DAYS, critical=CRITICAL_DAYS)
        super().__init__(_("Entry for the calendar"), words, topics.CALENDAR, parent)
        self._about = ends, sender, folder
        self.place_verdict()
        self.save_button = self.buttons.add_button(_("Save as…"), Role.AcceptRole, self._choose)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.save_button.set_primary(True)

    def save(self, path: str) -> None:
        """Write the entry to ``path``."""
        about = self._about

        def work(_watch: Watch) -> object:
            from hubmail_gui.service import expiry
            from hubmail_gui.store import given

            given.write(path, expiry.calendar_entry(*about))
            return path

        self.begin(work)

    def allow(self) -> None:
        self.save_button.setEnabled(not self.busy)

    def show_outcome(self, outcome: object) -> None:
        words = _("Saved as {path}.").format(path=outcome)
        self.verdict.say(_("Saved"), "ok", Tone.GOOD, words)

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Save as…"), "hub-secret.ics")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("ics")
        chooser.fileSelected.connect(self.save)
        chooser.open()
