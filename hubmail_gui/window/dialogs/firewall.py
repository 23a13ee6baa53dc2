"""*Firewall note…*: what these settings need, with what answered just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.access import announce
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch


class FirewallDialog(TaskSheet):
    """Asks every host as soon as it is opened; the note can be copied."""

    def __init__(self, settings: MailSettings, parent: QWidget | None = None) -> None:
        words = _(
            "The hosts, ports and protocols that have to be open for these settings, for whoever"
            " runs the firewall. Each is asked whether it answers; no secret and no mail is sent."
        )
        super().__init__(_("Firewall note"), words, topics.FIREWALL, parent)
        self._settings = settings
        self._text = ""
        self.place_verdict()
        self._state = Text("", Tone.QUIET, parent=self.bar)
        self.bar.add_side(self._state)
        self.copy_button = self.buttons.add_button(_("Copy"), Role.AcceptRole, self._copy)
        self.again_button = self.buttons.add_button(_("Ask again"), Role.ActionRole, self.look)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.look()

    def look(self) -> None:
        """Ask every host."""
        settings = self._settings
        # What was said, and copied, before is of another moment.
        self._text = ""
        self._state.setText("")

        def work(watch: Watch) -> object:
            from hubmail_gui.service import firewall

            return firewall.note(settings, watch)

        self.begin(work, _("Asking…"))

    def allow(self) -> None:
        self.again_button.setEnabled(not self.busy)
        self.copy_button.setEnabled(not self.busy and bool(self._text))
        self.copy_button.set_primary(self.copy_button.isEnabled())

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service import firewall

        assert isinstance(outcome, firewall.Note)
        self._text = firewall.text(outcome)
        if all(line.reached for line in outcome.lines):
            self.verdict.say(_("Everything answers"), "ok", Tone.GOOD)
        else:
            self.verdict.say(_("Not everything answers"), "warning", Tone.WARNING)
        self.verdict.add_quote(self._text.rstrip(), _("The note"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._state.setText(_("Copied."))
        announce(self, _("Copied."))
