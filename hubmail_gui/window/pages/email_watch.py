"""*Try again until it works*: what it does meanwhile is on the page, and its end is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hubmail_gui.core import dates
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _, ngettext
from hubmail_gui.service.verdict import title
from hubmail_gui.window import topics
from hubmail_gui.window.access import announce
from hubmail_gui.window.ask import Role, ask
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.watching import Job, Watching, notify
from hubmail_gui.window.widgets.notice import Notice

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.service import Service
    from hubmail_gui.window.pages.email_controller import EmailController
    from hubmail_gui.window.pages.email_page import EmailPage


class EmailWatch(QObject):
    """Between the page and what goes on behind it."""

    def __init__(self, controller: EmailController, page: EmailPage, service: Service) -> None:
        super().__init__(page)
        self._controller = controller
        self._page = page
        self._service = service
        self.watching = Watching.on(service, page.window())
        self._card: Notice | None = None
        self.watching.changed.connect(self._go_on)
        self.watching.ended.connect(self._tell)
        # Whoever tests or changes something does not want it done behind their back as well.
        controller.actions.begun.connect(self.watching.stop)
        self._show()

    def start(self, job: Job | None = None) -> None:
        """Begin ``job``, or tests of what is stored, once it is known whom the mail goes to."""
        self._controller.actions.with_recipient(lambda: self.watching.start(job))

    def _go_on(self) -> None:
        self._show()
        # A test more is known of.
        self._controller.refresh_state()

    def _show(self) -> None:
        words = self._words()
        if self._card is None:
            self._card = Notice(self._page, icon="info", tone=Tone.ACCENT)
            self._card.taken.connect(self._take)
            self._card.offer_help(topics.WATCH)
            self._page.place(self._card)
        self._card.show_words(words, _("Stop") if self.watching.running else _("OK"))

    def _words(self) -> str:
        watching = self.watching
        if not watching.running:
            return self._end_words() if watching.result is not None else ""
        if not watching.tries:
            return _("Trying until it works. The window can be minimised meanwhile. Testing now.")
        last = watching.tries[-1]
        count = len(watching.tries)
        said = ngettext(
            "Trying until it works: {count} test so far, at {time}: {reason}.",
            "Trying until it works: {count} tests so far, the last at {time}: {reason}.",
            count,
        ).format(count=count, time=_clock(last.at), reason=self._reason(last.code))
        at = dates.clock(watching.next_at) if watching.next_at else ""
        next_one = _("The next one begins at {time}. The window can be minimised meanwhile.")
        return f"{said} {next_one.format(time=at)}"

    def _reason(self, code: str) -> str:
        """Why the last test failed, as exactly as it is known."""
        try:
            last = self._service.configuration.last_test()
        except FaultError:
            last = None
        fault = last.result.failure if last is not None else None
        return title(fault if fault is not None and fault.code == code else Fault(code))

    def _end_words(self) -> str:
        result, count = self.watching.result, len(self.watching.tries)
        assert result is not None
        if result.ok:
            first = _("It works since {time}, at the first test.")
            later = _("It works since {time}, after {count} tests.")
            said = first if count == 1 else later
            return said.format(time=_clock(result.at), count=count)
        if result.failure is not None and result.failure.code == "cancelled":
            return ""
        reason = title(result.failure) if result.failure else ""
        return ngettext(
            "No longer trying, after {count} test: {reason}.",
            "No longer trying, after {count} tests: {reason}.",
            count,
        ).format(count=count, reason=reason)

    def _take(self) -> None:
        if self.watching.running:
            self.watching.stop()
        else:
            self.watching.forget()
            self._page.window().setWindowTitle(_("Hub mail"))

    def _tell(self, result: Result) -> None:
        """The end: whoever does something else meanwhile is told."""
        if result.changed and not self._page.editing:
            self._controller.load()
        words = self._end_words()
        if words:
            headline = _("Mail works") if result.ok else _("Mail does not work")
            notify(self._page.window(), headline, words)
            announce(self._page, words)


def before_closing(window: QWidget, close: Callable[[], None]) -> None:
    """Call ``close``, once the person knows that it ends what goes on."""
    watching = window.findChild(Watching, Watching.NAME)
    if watching is None or not watching.running:
        close()
        return

    def stop() -> None:
        watching.stop()
        close()

    ask(
        window,
        _("Stop trying?"),
        _("hubmail is still trying until the mail works. That ends with the window."),
        {
            _("Minimise"): (Role.AcceptRole, window.showMinimized),
            _("Stop and close"): (Role.DestructiveRole, stop),
            _("Cancel"): (Role.RejectRole, lambda: None),
        },
    )


def _clock(text: str) -> str:
    return dates.clock(datetime.fromisoformat(text)) if text else ""
