"""The certificates that a server presented, as one compares them with the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hubmail_gui.core.outcome import Presented
from hubmail_gui.core.texts import _
from hubmail_gui.window import theme, trusted
from hubmail_gui.window.widgets.fold import Fold
from hubmail_gui.window.widgets.reading import Fact, Line, Reading


class Chain(QWidget):
    """The server's own certificate open, those above it one click away."""

    def __init__(self, chain: Sequence[Presented], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.em(self, 0.5))
        own = Reading(self)
        own.show_lines(_lines(chain[0], _("Certificate as presented")))
        column.addWidget(own)
        if len(chain) > 1:
            others = Reading()
            lines: list[Line] = []
            for number, one in enumerate(chain[1:], 2):
                title = _("Certificate {number} of the chain").format(number=number)
                lines += _lines(one, title)
            others.show_lines(lines)
            column.addWidget(Fold(_("The rest of the chain"), others, self))


def _lines(one: Presented, title: str) -> Iterator[Line]:
    yield title
    yield Fact(_("Made out to"), one.subject)
    yield Fact(_("Issued by"), one.issuer)
    yield Fact(
        _("Valid"),
        _("from {start} until {end}").format(start=_day(one.not_before), end=_day(one.not_after)),
    )
    yield Fact("SHA-256", trusted.in_two_lines(one.sha256), copied=True)


def _day(moment: str) -> str:
    from datetime import datetime

    from hubmail_gui.core.dates import long_date

    try:
        return long_date(datetime.fromisoformat(moment).astimezone())
    except ValueError:
        return moment
