"""The end of a secret or certificate, said in time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    from datetime import date

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


def end(settings: MailSettings) -> date | None:
    """The last day of the secret: the date noted beside it, else the certificate's own.

    Settings with neither cost nothing here; reading a certificate loads a large library.
    """
    if settings.secret_expires is None:
        return methods.of(settings).certificate_ends(settings)
    return date.fromisoformat(settings.secret_expires)


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
    certificate = methods.of(settings).certificate_ends(settings) is not None
    code = _CODES[certificate, days < 0]
    known = {"type": settings.type, **methods.of(settings).params(settings)}
    return Fault(code, params={**known, "date": last.isoformat(), "days": str(abs(days))})
