"""``hubmail show --expiry``: a check for monitoring, by the convention of Nagios plug-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import output
from hubmail_gui.core.texts import _, ngettext

if TYPE_CHECKING:
    from hubmail_gui.cli.context import Context
    from hubmail_gui.core.settings import Stored

FINE, WARNING, CRITICAL = 0, 1, 2
_WORDS = {FINE: "OK", WARNING: "WARNING", CRITICAL: "CRITICAL"}


def show(context: Context, stored: Stored) -> int:
    """Print one line on the secret's end and return 0 fine, 1 warning or 2 critical."""
    from hubmail_gui.service import expiry

    days, last = expiry.days_left(stored.settings), expiry.end(stored.settings)
    status = _status(days)
    if context.json:
        expires = last.isoformat() if last else None
        output.dump({"status": status, "days_left": days, "expires": expires, "failure": None})
    else:
        output.say(f"HUBMAIL {_WORDS[status]} - {_sentence(days)}")
    return status


def _status(days: int | None) -> int:
    from hubmail_gui.service.expiry import CRITICAL_DAYS, NOTICE_DAYS

    if days is None or days > NOTICE_DAYS:
        return FINE
    return WARNING if days > CRITICAL_DAYS else CRITICAL


def _sentence(days: int | None) -> str:
    if days is None:
        return _("no end date is known for the secret")
    if days < 0:
        return ngettext(
            "the secret ended {days} day ago", "the secret ended {days} days ago", -days
        ).format(days=-days)
    return ngettext("the secret ends in {days} day", "the secret ends in {days} days", days).format(
        days=days
    )
