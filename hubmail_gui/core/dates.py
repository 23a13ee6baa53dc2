"""Dates and times in the long form of the interface's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from datetime import date, datetime

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def long_date(day: date) -> str:
    """``20 November 2026``, or ``20 novembre 2026`` in French."""
    return _spelled(day.year, day.month, day.day)


def recorded(text: str) -> str:
    """An RFC 3339 time in long form: ``20 November 2026, 14:02:11``; anything else as it is.

    It is told as it was written down, by the clock of that place, and without ``datetime``, which
    takes longer to load than all that a command shows.
    """
    try:
        year, month, day = (int(part) for part in text[:10].split("-"))
        return f"{_spelled(year, month, day)}, {text[11:19]}"
    except (ValueError, IndexError):
        return text


def _spelled(year: int, month: int, day: int) -> str:
    # Translators: the first day of a month is an ordinal in French: 1er.
    ordinal = _("1") if day == 1 else str(day)
    return _("{day} {month} {year}").format(day=ordinal, month=_(_MONTHS[month - 1]), year=year)


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """The local time of day as ``14:02``, or ``14:02:11`` with ``seconds``."""
    return moment.astimezone().strftime("%H:%M:%S" if seconds else "%H:%M")


def day_and_clock(moment: datetime) -> str:
    """When something happened, as a sentence says it: today, yesterday, or the date."""
    from datetime import datetime as now_type

    local = moment.astimezone()
    days = (now_type.now().astimezone().date() - local.date()).days
    if days == 0:
        return _("today at {time}").format(time=clock(local))
    if days == 1:
        return _("yesterday at {time}").format(time=clock(local))
    return _("on {date} at {time}").format(date=long_date(local), time=clock(local))
