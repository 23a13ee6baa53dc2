"""Replacing the secret: proven first, swapped only then, and one way back until the program ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hubmail_gui import methods
from hubmail_gui.core import dates
from hubmail_gui.core.texts import _
from hubmail_gui.service import rotation
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.notice import Notice

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.email_actions import EmailActions
    from hubmail_gui.window.pages.email_page import EmailPage
    from hubmail_gui.window.pages.email_watch import EmailWatch


class EmailRotation(QObject):
    """Asks for the new secret, has it proven, and offers *Undo* while that is possible."""

    def __init__(self, page: EmailPage, service: Service, actions: EmailActions) -> None:
        super().__init__(page)
        self._page = page
        self._service = service
        self._actions = actions
        self._card: Notice | None = None
        actions.ended.connect(self.refresh)
        actions.flow.kept.connect(self.refresh)
        self.refresh()

    def renew(self, stored: Stored, watch: EmailWatch) -> None:
        """Make the next key pair of what is ``stored``, or go on with that which waits."""
        from hubmail_gui.service import renewal
        from hubmail_gui.window.dialogs.certificate import CertificateDialog

        dialog = CertificateDialog(self._service.configuration, self._page.window())
        service = self._service

        def swap() -> None:
            self._actions.run(
                lambda watch: renewal.swap(service, None, watch).result,
                stored.settings,
                _("The certificate in force is still the old one, and Hub goes on with it."),
            )

        def wait() -> None:
            watch.start(lambda one, how, tried: renewal.swap(service, None, one, how, tried).result)

        dialog.swap_wanted.connect(lambda: self._actions.with_recipient(swap))
        dialog.wait_wanted.connect(lambda: self._actions.with_recipient(wait))
        dialog.open()

    def ask(self, stored: Stored) -> None:
        """Ask for the new secret of what is ``stored``."""
        from hubmail_gui.window.dialogs.secret import SecretDialog

        settings = stored.settings

        def prove(secret: str, ends: str) -> None:
            self._actions.run(
                lambda watch: rotation.replace(self._service, secret, watch, ends or None),
                settings,
                _("The stored secret is still the old one, and Hub goes on with it."),
            )

        def go() -> None:
            recipient = self._service.configuration.profile().address
            dialog = SecretDialog(settings, recipient, self._page.window())
            dialog.wanted.connect(prove)
            dialog.open()

        self._actions.with_recipient(go)

    def refresh(self) -> None:
        """Offer the way back, as long as nothing else has changed what is stored."""
        held = rotation.undoable(self._service)
        if self._card is None and held is not None:
            self._card = Notice(self._page, icon="info", tone=Tone.ACCENT)
            self._card.taken.connect(self._undo)
            self._page.place(self._card)
        if self._card is not None:
            words = _(
                "The secret was replaced at {time}. Until hubmail is closed, the old one can be"
                " put back."
            )
            time = dates.clock(datetime.fromisoformat(held.at)) if held else ""
            self._card.show_words(words.format(time=time) if held else "", _("Undo"))

    def _undo(self) -> None:
        held = rotation.undoable(self._service)
        if held is not None:
            self._actions.run(lambda watch: rotation.undo(self._service, watch), held.settings, "")


def can_replace(stored: Stored) -> bool:
    """Whether a secret is stored that another one can take the place of."""
    settings = stored.settings
    return not settings.keeps_no_secret and methods.of(settings).secret(settings) is not None
