"""Offers below the fields of a form in which somebody types a host or the sender's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hubmail_gui.window import theme

if TYPE_CHECKING:
    from hubmail_gui.window.widgets.fields import LineField
    from hubmail_gui.window.widgets.form import FormRow
    from hubmail_gui.window.widgets.offers import Offers


class Suggesting(QObject):
    """Looks around for what is typed; the sender's address only while there is no host.

    Signals:
        chosen (Candidate): an offer was picked.
    """

    chosen = Signal(object)

    def __init__(self, host: FormRow, sender: FormRow, parent: QObject) -> None:
        super().__init__(parent)
        self._host, self._sender = _line(host), _line(sender)
        self._rows = {self._host: host, self._sender: sender}
        self._offers: dict[LineField, Offers] = {}
        for line in self._rows:
            line.textChanged.connect(lambda _text, line=line: self._ask(line))

    def stop(self) -> None:
        """What stands there now was not typed, or is what was wanted."""
        for offers in self._offers.values():
            offers.stop()

    def _ask(self, line: LineField) -> None:
        text = line.text().strip()
        if line is self._sender and self._host.text().strip():
            return
        for other, offers in self._offers.items():
            if other is not line:
                offers.stop()
        if line not in self._offers:
            if not line.isVisible():
                return
            self._make(line)
        self._offers[line].ask(text)

    def _make(self, line: LineField) -> None:
        from hubmail_gui.window.widgets.offers import Offers

        offers = self._offers[line] = Offers(self._rows[line])
        offers.setContentsMargins(0, theme.em(offers, 0.4), 0, theme.em(offers, 0.3))
        offers.chosen.connect(self.chosen)
        self._rows[line].add_below(offers)


def _line(row: FormRow) -> LineField:
    from hubmail_gui.window.widgets.fields import LineField

    assert isinstance(row.field, LineField)
    return row.field
