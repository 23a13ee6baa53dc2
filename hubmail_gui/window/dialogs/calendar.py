"""*Entry for the calendar…*: the last day of the secret or certificate, with reminders before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hubmail_gui.core.dates import long_date
from hubmail_gui.core.texts import _
from hubmail_gui.service import expiry
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone

if TYPE_CHECKING:
    from datetime import date

    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch


class CalendarDialog(TaskSheet):
    """Writes the entry where that is chosen."""

    def __init__(
        self, ends: date, settings: MailSettings, folder: str, parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            ends: the last day of the secret or the certificate.
            settings: those whose mail depends on it.
            folder: the configuration folder, by which a later entry replaces this one.
            parent: the window.
        """
        self._certificate = expiry.certificate_end(settings) is not None
        what = (
            _("The certificate ends on {date}.")
            if self._certificate
            else _("The secret ends on {date}.")
        )
        words = _(
            "The file holds an entry for that day, with reminders {notice} and {critical} days"
            " before; calendar programs take it by a double click. A later date changes the same"
            " entry, it does not add another."
        ).format(notice=expiry.NOTICE_DAYS, critical=expiry.CRITICAL_DAYS)
        said = f"{what.format(date=long_date(ends))} {words}"
        super().__init__(_("Entry for the calendar"), said, topics.CALENDAR, parent)
        self._about = ends, settings.sender, folder
        self.place_verdict()
        self.save_button = self.buttons.add_button(_("Save as…"), Role.AcceptRole, self._choose)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.save_button.set_primary(True)

    def save(self, path: str) -> None:
        """Write the entry to ``path``."""
        about, certificate = self._about, self._certificate

        def work(_watch: Watch) -> object:
            from hubmail_gui.store import given

            given.write(path, expiry.calendar_entry(*about, certificate=certificate))
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
