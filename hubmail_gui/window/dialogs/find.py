"""*Find the mail server…*: a person who knows only the sender's address types that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui.core import dates
from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import access, theme
from hubmail_gui.window.access import announce
from hubmail_gui.window.sheet import Role, Sheet
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.card import BareRow, Card
from hubmail_gui.window.widgets.fields import LineField
from hubmail_gui.window.widgets.link_row import LinkRow
from hubmail_gui.window.widgets.text import Text
from hubmail_gui.window.worker import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.discovery.candidates import Candidate

_TRUST = {
    "starttls": (N_("STARTTLS, certificate verified"), N_("STARTTLS, certificate not verified")),
    "tls": (N_("TLS, certificate verified"), N_("TLS, certificate not verified")),
}


class _Bell(QObject):
    """Carries what the worker's thread finds into the window's.

    Signals:
        found (Candidate): one way in which mail may leave.
    """

    found = Signal(object)


class FindDialog(Sheet):
    """Asks nobody but the sender's own domain and its mail servers, and no secret is sent.

    Signals:
        chosen (Candidate): fill the form with it.
    """

    chosen = Signal(object)

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            address: what is known of the sender already.
            parent: the window.
        """
        super().__init__(_("Find the mail server"), parent, size=(44, 42))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._run: Run | None = None
        self._bell = _Bell(self)
        self._bell.found.connect(self._add, Qt.ConnectionType.QueuedConnection)
        self._offers: list[Candidate] = []
        words = _(
            "Type the address that Hub is to send from, or the name of a mail server. Its servers"
            " are asked what they offer; no password is sent, and nothing is changed."
        )
        self.add(Text(words, Tone.QUIET, wrap=True, parent=self.content))
        label = Text(_("Address, domain or host"), parent=self.content)
        self.asked = LineField(48, self.content)
        self.asked.setText(address)
        self.asked.setAccessibleName(label.text())
        self.asked.returnPressed.connect(self.look)
        self.asked.textChanged.connect(lambda _text: self._allow())
        label.setBuddy(self.asked)
        self.add(label)
        self.add(self.asked)
        self.state = Text("", Tone.QUIET, wrap=True, selectable=True, parent=self.content)
        self.state.hide()
        self.add(self.state)
        self.card = Card(parent=self.content)
        self.add(self.card)
        self.column.addStretch(1)
        self.find_button = self.buttons.add_button(_("Find"), Role.AcceptRole, self.look)
        self.buttons.add_button(_("Close"), Role.RejectRole, self.reject)
        self.find_button.set_primary(True)
        self.asked.setFocus()
        self._allow()

    def look(self) -> None:
        """Look in every place at once."""
        text, bell = self.asked.text().strip(), self._bell
        if self._run is not None or not text:
            return

        def work(watch: Watch) -> object:
            from hubmail_gui.service import looking

            return looking.detect(text, watch, bell.found.emit)

        self._show_offers(())
        self._say(_("Looking…"), Tone.QUIET)
        self._run = Run(work, lambda error: error)
        self._run.finished.connect(self._end)
        self._allow()
        self._run.start()

    def _add(self, candidate: Candidate) -> None:
        """One was found: it is offered at once, the best first."""
        if self._run is not None:
            self._show_offers(sorted((*self._offers, candidate), key=lambda one: one.rank))
            self._say(_("Looking for more…"), Tone.QUIET)

    def _end(self, outcome: object) -> None:
        from hubmail_gui.discovery.search import Detected

        self._run = None
        self._allow()
        if isinstance(outcome, Detected):
            self._show_offers(outcome.candidates)
            if outcome.candidates:
                self._say(_("Choose one: it fills the form."), Tone.QUIET)
        self._say_reason(outcome)

    def _say_reason(self, outcome: object) -> None:
        """Why there is nothing to choose from."""
        from hubmail_gui.discovery.search import Detected
        from hubmail_gui.service import defects, looking
        from hubmail_gui.service.verdict import title

        if isinstance(outcome, looking.AskedError):
            self._say(outcome.problem.title(), Tone.BAD)
            self.asked.setFocus()
        elif isinstance(outcome, Detected):
            if outcome.fault is not None:
                self._say(title(outcome.fault), Tone.BAD)
        elif isinstance(outcome, BaseException):
            self._say(title(defects.fault(outcome)), Tone.BAD)

    def _show_offers(self, offers: Iterable[Candidate]) -> None:
        self._offers = list(offers)
        self.card.clear()
        for one in self._offers:
            name, tone, words = described(one)
            row = LinkRow("mail", name, self.card)
            row.show_state(tone, words)
            row.clicked.connect(lambda _on=False, chosen=one: self._choose(chosen))
            self.card.take(BareRow(row, self.card))
        access.chain(self)
        # Once the rows have their width: what is wrapped needs more lines then.
        QTimer.singleShot(0, self, self.fit)

    def _choose(self, one: Candidate) -> None:
        self.accept()
        self.chosen.emit(one)

    def _say(self, words: str, tone: Tone) -> None:
        self.state.show()
        self.state.show_tone(tone)
        if words != self.state.text():
            self.state.setText(words)
            announce(self, words)

    def _allow(self) -> None:
        self.find_button.setEnabled(self._run is None and bool(self.asked.text().strip()))

    def done(self, result: int) -> None:
        """Nobody waits for what is still being looked for."""
        if self._run is not None:
            self._run.cancel()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter looks; it presses no other button.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Room for some offers before there are any."""
        super().fit()
        most = self.screen().availableSize().height() - theme.em(self, 3.5)
        self.resize(self.width(), min(max(self.height(), theme.em(self, 26)), most))


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


def patch_of(one: Candidate) -> dict[str, object]:
    """The settings of an offer by (dotted) keys; what to trust is still for a person to say."""
    from hubmail_gui.window.pages import layout

    settings = {key: value for key, value in one.settings.items() if key != "ca_certificates"}
    inner = dict(settings.pop("authentication", {}))
    inner.pop("type", None)
    inner.pop("pinned_sha256", None)
    return layout.flat({**settings, **inner})
