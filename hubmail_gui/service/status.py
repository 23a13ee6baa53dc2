"""Does mail work, since when is that known, what is next: the state line as a value."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods

if TYPE_CHECKING:
    from datetime import datetime

    from hubmail_gui.core.outcome import Fault
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.record import Kept


class Kind(StrEnum):
    """The whole list of what can be said."""

    NOT_SET_UP = "not_set_up"
    UNTESTED = "untested"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    FAILED = "failed"
    BROKEN = "broken"


class Status(NamedTuple):
    """What is known of the stored settings.

    Attributes:
        at: when that became known: the test's end, or for UNTESTED the change.
        who: the login name of the person who tested or changed.
        server: who accepted the mail.
        title: of the fault, when FAILED or BROKEN.
        code: its code.
        seconds: from accepted to received; None where nobody knows.
        certificate: what ends is a certificate, no secret.
        expires_in: days until the secret ends, when that is near or past (negative).
    """

    kind: Kind
    at: datetime | None = None
    who: str = ""
    server: str = ""
    title: str = ""
    code: str = ""
    seconds: float | None = None
    expires_in: int | None = None
    certificate: bool = False


def of(stored: Stored | None, last: Kept | None) -> Status:
    """The status of ``stored`` after the ``last`` test."""
    if stored is None:
        return Status(Kind.NOT_SET_UP)
    known = _standing(stored, last)
    days = _expires_in(stored)
    if days is None:
        return known
    certificate = methods.of(stored.settings).certificate_ends(stored.settings) is not None
    return known._replace(expires_in=days, certificate=certificate)


def _standing(stored: Stored, last: Kept | None) -> Status:
    if last is None or last.result.revision != stored.revision:
        return Status(Kind.UNTESTED, _moment(stored.saved_at), stored.saved_by)
    at, server = _moment(last.result.at), last.result.server or ""
    if fault := last.result.failure:
        return Status(Kind.FAILED, at, last.who, server, _title(fault), fault.code)
    kind = Kind.RECEIVED if last.received else Kind.ACCEPTED
    return Status(kind, at, last.who, server, seconds=last.received_after)


def broken(fault: Fault) -> Status:
    """The status when the stored settings cannot be read."""
    return Status(Kind.BROKEN, title=_title(fault), code=fault.code)


def _title(fault: Fault) -> str:
    from hubmail_gui.service import verdict

    return verdict.title(fault)


def _moment(text: str) -> datetime | None:
    """The time that a file names; None where somebody who wrote it by hand named none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _expires_in(stored: Stored) -> int | None:
    from hubmail_gui.service import expiry

    return expiry.days_left_if_near(stored.settings)
