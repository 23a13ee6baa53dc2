"""*The test mail arrived…*: its code or its source, and the way that it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hubmail_gui.core import texts
from hubmail_gui.core.texts import _
from hubmail_gui.window import topics
from hubmail_gui.window.dialogs.task import TaskSheet
from hubmail_gui.window.sheet import Role
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.paste_field import PasteField
from hubmail_gui.window.widgets.reading import Fact, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.diagnosis.arrival import Arrival
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.receipts import Receipt

# Of a mail's source, in bytes: its header stands in front.
LARGEST = 1 << 22
FILE_SECONDS = 10.0
# Longer texts are no code.
LONGEST_CODE = 20


class ArrivalDialog(TaskSheet):
    """Takes the code, the source or the mail as a file.

    Signals:
        received: the last test's mail is known to have arrived.
    """

    received = Signal()

    def __init__(self, configuration: Configuration, parent: QWidget | None = None) -> None:
        words = _(
            "Type the code in the mail, or paste the mail's source, or drop the mail here as a"
            " file. Its source also tells the way that it took, and what its receiver thought of"
            " it."
        )
        super().__init__(_("The test mail arrived"), words, topics.ARRIVAL, parent)
        self._configuration = configuration
        self.text = PasteField(_("Code or source of the mail"), self.content, lines=5)
        self.text.file_dropped.connect(self.read_file)
        self.text.textChanged.connect(self.allow)
        self.add(self.text)
        self.place_verdict()
        add = self.buttons.add_button
        self.confirm_button = add(_("Confirm receipt"), Role.AcceptRole, self._confirm)
        add(_("Close"), Role.RejectRole, self.reject)
        self.confirm_button.set_primary(True)
        self.allow()
        self.text.setFocus()

    def read_file(self, path: str) -> None:
        """Take the mail that was saved as ``path``."""
        configuration = self._configuration

        def work(_watch: Watch) -> object:
            from hubmail_gui.service import receipts
            from hubmail_gui.store import given

            return receipts.by_message(configuration, given.read(path, LARGEST, FILE_SECONDS))

        self.begin(work)

    def _confirm(self) -> None:
        configuration, typed = self._configuration, self.text.toPlainText()

        def work(_watch: Watch) -> object:
            from hubmail_gui.service import receipts

            code = "".join(typed.split())
            if code.isdecimal() and len(code) <= LONGEST_CODE:
                return receipts.by_code(configuration, code)
            return receipts.by_message(configuration, typed.encode(errors="replace"))

        self.begin(work)

    def show_error(self, error: BaseException) -> None:
        self.verdict.say(_("Not confirmed"), "failed", Tone.BAD, _reason(error))

    def show_outcome(self, outcome: object) -> None:
        from hubmail_gui.service.receipts import Receipt

        assert isinstance(outcome, Receipt)
        self._show(outcome)
        self.received.emit()

    def _show(self, receipt: Receipt) -> None:
        from hubmail_gui.diagnosis import catalogue
        from hubmail_gui.service import receipts

        arrival = receipt.arrival
        self.verdict.say(receipts.sentence(receipt).rstrip("."), "ok", Tone.GOOD)
        for warning in receipt.warnings:
            words = catalogue.words(warning.code, texts.language(), warning.params)
            self.verdict.add_note(words.title, "warning", Tone.WARNING)
            self.verdict.add_text(words.cause, Tone.QUIET)
            self.verdict.add_remedies(words)
        if arrival is not None:
            way = Reading(self.verdict)
            way.show_lines([_("The receiver's checks"), *_checks(arrival)])
            self.verdict.add(way)
            hops = "\n".join(_hops(arrival))
            self.verdict.add_quote(hops, _("The way that it took"))

    def allow(self) -> None:
        self.confirm_button.setEnabled(not self.busy and not self.text.document().isEmpty())


def _checks(arrival: Arrival) -> Iterator[Fact]:
    checks = arrival.checks
    for name, word in (("SPF", checks.spf), ("DKIM", checks.dkim), ("DMARC", checks.dmarc)):
        yield Fact(name, word or _("the receiver says nothing"))
    if arrival.spam is not None:
        verdict = _("spam") if arrival.spam.spam else _("no spam")
        score = "" if arrival.spam.score is None else f" ({arrival.spam.score:g})"
        yield Fact(_("Spam filter"), verdict + score)


def _hops(arrival: Arrival) -> Iterator[str]:
    unknown = _("unknown")
    for hop in arrival.hops:
        parts = [f"{hop.sender or unknown} → {hop.receiver or unknown}"]
        if hop.tls is not None:
            parts.append(_("with TLS") if hop.tls else _("without TLS"))
        if hop.delay is not None:
            parts.append(f"{hop.delay:+.0f} s")
        yield ", ".join(parts)


def _reason(error: BaseException) -> str:
    from hubmail_gui.core.problems import Problem, ProblemError
    from hubmail_gui.service import defects
    from hubmail_gui.service.verdict import title

    if isinstance(error, ProblemError):
        return Problem("message", error.code, error.params).title()
    if isinstance(error, OSError):
        return _("The file cannot be read: {reason}").format(reason=error.strerror)
    return title(defects.fault(error))
