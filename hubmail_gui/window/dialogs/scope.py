"""*Prove the limits…*: that an application may not send as a mailbox that is none of its business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.text import Text

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.configuration import Configuration


class ScopeDialog(TaskSheet):
    """Says what will happen, asks for a mailbox, tries, and tells what that proved."""

    def __init__(
        self, configuration: Configuration, recipient: str, parent: QWidget | None = None
    ) -> None:
        words = _(
            "hubmail tries to send as a mailbox that must stay closed to this application. It should"
            " be refused. If it is not, one harmless mail goes to {recipient}, and to nobody else;"
            " you then know that the application can send as that mailbox, and perhaps as anybody."
            " The attempt is noted in the history."
        )
        super().__init__(
            _("Prove the limits"), words.format(recipient=recipient), topics.SCOPE, parent
        )
        self._configuration = configuration
        label = Text(_("Mailbox that must not be usable"), parent=self.content)
        self.forbidden = LineField(48, self.content)
        self.forbidden.setPlaceholderText("ceo@example.com")
        self.forbidden.setAccessibleName(label.text())
        self.forbidden.textChanged.connect(self.allow)
        self.forbidden.returnPressed.connect(self.prove)
        label.setBuddy(self.forbidden)
        self.add(label)
        self.add(self.forbidden)
        self.place_verdict()
        self.try_button = self.buttons.add_button(_("Try it"), Role.AcceptRole, self.prove)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.try_button.set_primary(True)
        self.forbidden.setFocus()
        self.allow()

    def prove(self) -> None:
        """Try to send as the mailbox, and expect to be refused."""
        configuration, forbidden = self._configuration, self.forbidden.text()
        if not forbidden.strip():
            return

        def work(watch: Watch) -> object:
            from hubmail_gui.service import scope

            return scope.prove(configuration, forbidden, None, None, watch)

        self.begin(work, _("Trying…"))

    def allow(self) -> None:
        self.try_button.setEnabled(not self.busy and bool(self.forbidden.text().strip()))

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service.scope import Scope

        assert isinstance(outcome, Scope)
        if outcome.errors:
            self.show_reason(" ".join(one.title() for one in outcome.errors))
        elif outcome.failure is not None:
            self.show_fault(outcome.failure)
        else:
            words = _("{forbidden} cannot be used [{code}].")
            self.verdict.say(
                _("Refused, as it should be"), "ok", Tone.GOOD,
                words.format(forbidden=outcome.forbidden, code=outcome.code),
            )  # fmt: skip
