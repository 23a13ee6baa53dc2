"""Ways in which mail may leave, offered while somebody types an address or a host.

Servers are looked at on a worker: nothing is sent to them but EHLO and STARTTLS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core import dates
from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import access, theme
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.buttons import LinkButton
from hubmail_gui.window.widgets.card import BareRow, Card
from hubmail_gui.window.widgets.link_row import LinkRow
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.discovery.candidates import Candidate

# So long after the last key the search begins, in milliseconds.
PATIENCE_MS = 600
# One has to choose between these; the others are there for whoever asks.
MOST = 4

_TRUST = {
    "starttls": (N_("STARTTLS, certificate verified"), N_("STARTTLS, certificate not verified")),
    "tls": (N_("TLS, certificate verified"), N_("TLS, certificate not verified")),
}


class _Bell(QObject):
    """Carries what the worker's thread finds into the window's.

    Signals:
        begun: there is something to look for.
        found (Candidate): one way in which mail may leave.
    """

    begun = Signal()
    found = Signal(object)


class Offers(QWidget):
    """Hidden until there is something to say.

    Signals:
        chosen (Candidate): the person picked one.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._bell: _Bell | None = None
        self._text, self._asked = "", ""
        self._now = self._all = False
        self._found: list[Candidate] = []
        self.state = Text("", Tone.QUIET, wrap=True, selectable=True, parent=self)
        self.card = Card(parent=self)
        self._more = LinkButton("", parent=self)
        self._more.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 0.4))
        for widget in (self.state, self.card, self._more):
            widget.hide()
            column.addWidget(widget)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self._look)
        self.hide()

    # ------------------------------------------------------------ what is asked

    def ask(self, text: str, *, now: bool = False) -> None:
        """Look for the ways of ``text``, in a moment or at once; what was looked for is dropped."""
        if text == self._asked and (self._run is not None or self._found):
            return
        self.stop()
        self._text, self._now = text, now
        if now:
            self._look()
        elif text:
            self._soon.start()

    def stop(self) -> None:
        """Drop what is looked for, and what was found."""
        self._soon.stop()
        self._end_run()
        self._text = self._asked = ""
        self._all = False
        self._show(())
        self._say("", Tone.QUIET)
        self.hide()

    def take_best(self) -> bool:
        """Pick the best if it can be trusted, else lead to it; False: there is none."""
        if not self._found:
            return False
        if described(self._found[0])[1] is Tone.GOOD:
            self.chosen.emit(self._found[0])
        else:
            self.card.rows[0].content.setFocus()
        return True

    def _look(self) -> None:
        text, now, bell = self._text, self._now, _Bell()
        self._asked = text

        def work(watch: Watch) -> object:
            from hubmail_gui.service import looking

            if not now and not looking.is_whole(text):
                return None
            bell.begun.emit()
            return looking.detect(text, watch, bell.found.emit)

        bell.begun.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        bell.found.connect(self._add, Qt.ConnectionType.QueuedConnection)
        self._bell, self._run = bell, Run(work, lambda error: error)
        self._run.finished.connect(self._end)
        self._run.start()

    def _end_run(self) -> None:
        run, bell = self._run, self._bell
        self._run = self._bell = None
        if run is not None and bell is not None:
            run.finished.disconnect(self._end)
            bell.begun.disconnect(self._begin)
            bell.found.disconnect(self._add)
            run.cancel()

    # ------------------------------------------------------------ what was found

    def _begin(self) -> None:
        if self._run is not None:
            words = _("Looking for the mail servers of {name}…").format(name=self._text)
            self._say(words, Tone.QUIET)

    def _add(self, one: Candidate) -> None:
        """One was found: it is offered at once."""
        if self._run is None:
            return
        if self._is_used():
            # What somebody is about to press does not move away under their hand.
            self._show((*self._found, one))
        else:
            self._show(sorted((*self._found, one), key=lambda each: each.rank))

    def _end(self, outcome: object) -> None:
        from hubmail_gui.discovery.search import Detected

        self._run = self._bell = None
        if isinstance(outcome, Detected):
            if not self._is_used():
                self._show(outcome.candidates)
            count = len(outcome.candidates)
            self._say(_("Choose one: it fills the form.") if count else "", Tone.QUIET)
        self._say_reason(outcome)

    def _is_used(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return self.card.underMouse() or (focus is not None and self.card.isAncestorOf(focus))

    def _say_reason(self, outcome: object) -> None:
        """Why there is nothing to choose from."""
        from hubmail_gui.discovery.search import Detected
        from hubmail_gui.service import defects, looking
        from hubmail_gui.service.verdict import title

        if isinstance(outcome, looking.AskedError):
            self._say(outcome.problem.title() if self._now else "", Tone.BAD)
        elif isinstance(outcome, Detected):
            if outcome.fault is not None:
                self._say(title(outcome.fault), Tone.BAD if self._now else Tone.QUIET)
        elif isinstance(outcome, BaseException):
            self._say(title(defects.fault(outcome)), Tone.BAD)

    def _show_all(self) -> None:
        self._all = True
        self._show(self._found)

    def _show(self, offers: Iterable[Candidate]) -> None:
        self._found = list(offers)
        shown = self._found if self._all else self._found[:MOST]
        self.card.clear()
        for one in shown:
            name, tone, words = described(one)
            row = LinkRow("mail", name, self.card)
            row.show_state(tone, words)
            row.clicked.connect(lambda _on=False, taken=one: self.chosen.emit(taken))
            self.card.take(BareRow(row, self.card))
        self.card.setVisible(bool(shown))
        self._more.setVisible(len(shown) < len(self._found))
        self._more.setText(_("Show all {count}").format(count=len(self._found)))
        if shown:
            self.show()
            access.chain(self.window())

    def _say(self, words: str, tone: Tone) -> None:
        self.state.setVisible(bool(words))
        self.state.show_tone(tone)
        if words:
            self.show()
        if words != self.state.text():
            self.state.setText(words)
            access.announce(self, words)


def described(one: Candidate) -> tuple[str, Tone, str]:
    """What an offer is called, how good it is, and why."""
    if one.host is None:
        return str(one.provider), Tone.GOOD, _("Signs in with an application, without a password.")
    name = _("{host}, port {port}").format(host=one.host, port=one.port)
    words = [one.provider] if one.provider else []
    seen = one.certificate
    if seen is None:
        plain = one.encryption == "none"
        words.append(_("not encrypted") if plain else _("not reached from here"))
        return name, Tone.WARNING, " · ".join(words)
    verified, unverified = _TRUST[str(one.encryption)]
    words.append(_(verified if seen.trusted else unverified))
    issued = _("issued by {issuer}, ends {date}")
    words.append(issued.format(issuer=seen.issuer or "–", date=_day(str(seen.not_after or "–"))))
    return name, Tone.GOOD if seen.trusted else Tone.WARNING, " · ".join(words)


def _day(text: str) -> str:
    from datetime import date

    try:
        return dates.long_date(date.fromisoformat(text[:10]))
    except ValueError:
        return text
