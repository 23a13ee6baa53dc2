"""What an access token says, as a checked list: an icon, a name and a value each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from hubmail_gui.core.outcome import Claim
from hubmail_gui.core.texts import N_, _
from hubmail_gui.window import theme
from hubmail_gui.window.icons import Icon
from hubmail_gui.window.theme import Tone
from hubmail_gui.window.widgets.text import Text

NAMES = {
    "audience": N_("For"),
    "tenant": N_("Directory"),
    "application": N_("Application"),
    "role": N_("Permission"),
    "expires": N_("Valid until"),
    "clock": N_("Clock difference"),
}

_LOOKS = {
    "ok": ("ok", Tone.GOOD),
    "warning": ("warning", Tone.WARNING),
    "failed": ("failed", Tone.BAD),
}

STATES = {"ok": N_("as expected"), "warning": N_("check this"), "failed": N_("not as expected")}


class ClaimList(QWidget):
    """One row for each claim."""

    def __init__(self, claims: Iterable[Claim], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.em(self, 0.2), 0, theme.em(self, 0.2))
        grid.setHorizontalSpacing(theme.em(self, 0.7))
        grid.setVerticalSpacing(theme.em(self, 0.3))
        grid.setColumnStretch(2, 1)
        for row, claim in enumerate(claims):
            state, name = claim.state, _(NAMES[claim.name])
            value = Text(shown(claim), wrap=True, selectable=True, parent=self)
            value.setAccessibleName(f"{name}: {value.text()}, {_(STATES[state])}")
            icon = Icon(*_LOOKS[state], self)
            grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(name, Tone.QUIET, parent=self), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 2)


def shown(claim: Claim) -> str:
    """The value as a person reads it."""
    if claim.name == "role" and not claim.value:
        return _("none in the token")
    if claim.name == "expires":
        from datetime import datetime

        from hubmail_gui.core.dates import clock, long_date

        end = datetime.fromisoformat(claim.value).astimezone()
        return f"{long_date(end)}, {clock(end)}"
    return claim.value
