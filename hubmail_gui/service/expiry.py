"""The end of a secret or certificate, said in time, and noted in a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from icalendar import Alarm

    from hubmail_gui.core.settings import MailSettings

NOTICE_DAYS = 30
CRITICAL_DAYS = 7

# By whether it is a certificate's end, and whether it is over.
_CODES = {
    (False, False): "secret.expires_soon",
    (False, True): "secret.expired",
    (True, False): "secret.certificate_expires_soon",
    (True, True): "secret.certificate_expired",
}


def certificate_end(settings: MailSettings) -> date | None:
    """The last day of the certificate to log in with; None where there is none, or it is unreadable.

    Settings without one cost nothing here; reading one loads a large library.
    """
    return methods.of(settings).certificate_ends(settings)


def end(settings: MailSettings) -> date | None:
    """The last day of the secret: the certificate's own, else the date noted beside it."""
    if last := certificate_end(settings):
        return last
    noted = settings.secret_expires
    return None if noted is None else date.fromisoformat(noted)


def days_left(settings: MailSettings) -> int | None:
    """Whole days until the secret ends, negative once it has; None when no date is known."""
    last = end(settings)
    if last is None:
        return None
    return (last - datetime.now().astimezone().date()).days


def days_left_if_near(settings: MailSettings) -> int | None:
    """Like :func:`days_left`, but None until the notice is due."""
    days = days_left(settings)
    return days if days is not None and days <= NOTICE_DAYS else None


def warning(settings: MailSettings) -> Fault | None:
    """The notice for a result, or None while the end is far off."""
    days, last = days_left_if_near(settings), end(settings)
    if days is None or last is None:
        return None
    code = _CODES[certificate_end(settings) is not None, days < 0]
    known = {"type": settings.type, **methods.of(settings).params(settings)}
    return Fault(code, params={**known, "date": last.isoformat(), "days": str(abs(days))})


def calendar_entry(ends: date, sender: str, folder: str, *, certificate: bool = False) -> bytes:
    """An entry for a calendar (iCalendar, RFC 5545) on that day, with two reminders before it.

    Args:
        ends: the last day of the secret or certificate.
        sender: the address whose mail depends on it.
        folder: the configuration folder. The entry of the same folder is the same entry, so that
            a calendar takes a later date for a change of it and keeps no second one.
        certificate: what ends is a certificate, no secret.
    """
    import uuid

    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, f'hubmail:{folder}')}@hubmail")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", ends)
    event.add("dtend", ends + timedelta(days=1))  # all-day entries end on the day after
    summary, description = _calendar_words(sender, certificate=certificate)
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    for days in (NOTICE_DAYS, CRITICAL_DAYS):
        event.add_component(_reminder(days, summary))
    calendar = Calendar()
    calendar.add("prodid", "-//hubmail//hubmail//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar_words(sender: str, *, certificate: bool) -> tuple[str, str]:
    if certificate:
        return (
            _("Hub's mail: the certificate for {sender} ends").format(sender=sender),
            _("After this day Hub can send no mail until there is a new certificate. Both can stand"
              " side by side, so make the new one, have it uploaded and store it before then."),
        )  # fmt: skip
    return (
        _("Hub's mail: the secret for {sender} ends").format(sender=sender),
        _("After this day Hub can send no mail until a new secret is stored. To change it without"
          " a gap: hubmail rotate --secret-file NEW"),
    )  # fmt: skip


def _reminder(days: int, summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-days))
    return alarm
