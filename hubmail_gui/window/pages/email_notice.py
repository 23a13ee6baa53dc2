"""What the users of a mail server should know in time, and the change that it calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hubmail_gui import methods
from hubmail_gui.core import texts
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.settings import MailSettings, Stored
    from hubmail_gui.window.pages.email_page import EmailPage


class EmailNotice(QObject):
    """Shows the dated notice about the server on screen, or that is stored.

    Signals:
        type_wanted (str): the person wants to set up this authentication type instead.
    """

    type_wanted = Signal(str)

    def __init__(self, page: EmailPage) -> None:
        super().__init__(page)
        self._page = page
        self._offered = ""
        page.notice_taken.connect(lambda: self.type_wanted.emit(self._offered))

    def refresh(self, stored: Stored | None) -> None:
        """Show what concerns the settings at hand."""
        if self._page.editing:
            found = self._page.page.notices()
        else:
            found = _of(stored.settings) if stored is not None else ()
        if not found:
            self._page.show_notice("", "")
            return
        self._offered = found[0].params["offers"]
        self._page.show_notice(_words(found[0]), offer(self._offered))


def offer(name: str) -> str:
    """The words of the button that leads to the authentication type ``name``."""
    return _("Set up {method}…").format(method=_(methods.method(name).label))


def _of(settings: MailSettings) -> tuple[Fault, ...]:
    return methods.of(settings).known_notices(settings)


def _words(fault: Fault) -> str:
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(fault.code, texts.language(), fault.params)
    return f"{words.title}. {words.cause}"
