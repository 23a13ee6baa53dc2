"""*Sender's domain…*: what the DNS says about it, and whether the route is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.reading import Fact, Reading

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch


class DomainDialog(TaskSheet):
    """Looks as soon as it is opened; what should be mended is a warning and stops nothing."""

    def __init__(self, settings: MailSettings, parent: QWidget | None = None) -> None:
        words = _(
            "What the name servers say about the domain of {sender}, as seen from this computer."
            " Seen from outside, it may be something else. No mail is sent."
        )
        super().__init__(
            _("Sender's domain"), words.format(sender=settings.sender), topics.DOMAIN, parent
        )
        self._settings = settings
        self.place_verdict()
        self.again_button = self.buttons.add_button(_("Look again"), Role.ActionRole, self.look)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.look()

    def look(self) -> None:
        """Ask the name servers."""
        settings = self._settings

        def work(watch: Watch) -> object:
            from hubmail_gui.service import looking

            return looking.sender(settings.sender, settings, watch)

        self.begin(work, _("Looking…"))

    def allow(self) -> None:
        self.again_button.setEnabled(not self.busy)

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.diagnosis import catalogue
        from hubmail_gui.discovery.domain import Findings
        from hubmail_gui.service import looking

        assert isinstance(outcome, Findings)
        if outcome.fault is not None:
            self.show_fault(outcome.fault)
            return
        if outcome.warnings:
            self.verdict.say(_("Something should be mended"), "warning", Tone.WARNING)
        else:
            self.verdict.say(_("Nothing to complain of"), "ok", Tone.GOOD)
        for warning in outcome.warnings:
            words = catalogue.words(warning.code, texts.language(), warning.params)
            self.verdict.add_note(words.title, "warning", Tone.WARNING)
            self.verdict.add_text(words.cause, Tone.QUIET)
            self.verdict.add_remedies(words)
        rows = Reading(self.verdict)
        heading = _("What the name servers say")
        rows.show_lines([heading, *(Fact(*row) for row in looking.findings_rows(outcome))])
        self.verdict.add(rows)

    def show_error(self, error: BaseException) -> None:
        from hubmail_gui.service.looking import AskedError

        if isinstance(error, AskedError):
            self.show_reason(error.problem.title())
        else:
            super().show_error(error)
