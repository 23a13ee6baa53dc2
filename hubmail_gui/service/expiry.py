"""The end of a secret or certificate, said in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings

NOTICE_DAYS = 30
CRITICAL_DAYS = 7


def days_left(settings: MailSettings) -> int | None:
    """Whole days until the secret ends, negative once it has; None when no date is known."""
    if settings.secret_expires is None:
        return None
    from datetime import date, datetime

    return (date.fromisoformat(settings.secret_expires) - datetime.now().astimezone().date()).days


def days_left_if_near(settings: MailSettings) -> int | None:
    """Like :func:`days_left`, but None until the notice is due."""
    days = days_left(settings)
    return days if days is not None and days <= NOTICE_DAYS else None


def warning(settings: MailSettings) -> Fault | None:
    """The notice for a result, or None while the end is far off."""
    days = days_left_if_near(settings)
    if days is None:
        return None
    end = settings.secret_expires or ""
    code = "secret.expired" if days < 0 else "secret.expires_soon"
    return Fault(code, params={"date": end, "days": str(abs(days))})
