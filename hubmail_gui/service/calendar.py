"""The end of a secret as an entry for a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hubmail_gui.core.texts import _
from hubmail_gui.service.expiry import CRITICAL_DAYS, NOTICE_DAYS

if TYPE_CHECKING:
    from icalendar import Alarm


def entry(ends: date, sender: str, folder: str) -> bytes:
    """One entry on the day on which the secret ends, with two reminders before it.

    Args:
        ends: the secret's last day.
        sender: the address whose mail depends on it.
        folder: the configuration folder. The entry of the same folder is the same entry, so that
            a calendar takes a later date for a change of it and keeps no second one.
    """
    import uuid

    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, f'hubmail:{folder}')}@hubmail")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", ends)
    event.add("dtend", ends + timedelta(days=1))  # all-day entries end on the day after
    summary = _("Hub's mail: the secret for {sender} ends").format(sender=sender)
    event.add("summary", summary)
    event.add(
        "description",
        _("After this day Hub can send no mail until a new secret is stored. To change it without"
          " a gap: hubmail rotate --secret-file NEW"),
    )  # fmt: skip
    event.add("transp", "TRANSPARENT")
    for days in (NOTICE_DAYS, CRITICAL_DAYS):
        event.add_component(_reminder(days, summary))
    calendar = Calendar()
    calendar.add("prodid", "-//hubmail//hubmail//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _reminder(days: int, summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-days))
    return alarm
