"""The test mail arrived: told by its code, or by its source, which also tells the way it took.

A code proves that somebody saw the mail; when it came, the code does not tell. The mail's source
has the times of the servers themselves. Either way only the mail of the last test of the settings
as they are counts: an older one proves nothing about them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.diagnosis.arrival.findings import findings
from hubmail_gui.service import record
from hubmail_gui.service.configuration import now

if TYPE_CHECKING:
    from hubmail_gui.diagnosis.arrival import Arrival
    from hubmail_gui.diagnosis.arrival.header import Header
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.record import Kept
    from hubmail_gui.service.result import Result

# The first bytes of what people save instead of the source: Outlook's own file format (MS-CFB),
# and pages.
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<div")
_ARCHIVE = b"PK\x03\x04"


class Receipt(NamedTuple):
    """What was told of the last test's mail.

    Attributes:
        arrival: the way it took; None when only its code was told.
        warnings: what in that way harms the next mails.
        revision: of the settings that it was sent with.
    """

    arrival: Arrival | None
    warnings: tuple[Fault, ...]
    revision: int


def sentence(receipt: Receipt) -> str:
    """That it was received, and after how long: not where the servers' clocks contradict that."""
    after = receipt.arrival and receipt.arrival.after_seconds
    if after is None or after < 0:
        return _("Received.")
    return _("Received after {seconds} s.").format(seconds=round(after))


def by_code(configuration: Configuration, code: str) -> Receipt:
    """Note that the last test's mail arrived, by the six digits in it.

    Raises:
        FaultError: ``message.not_ours``: they are not those of that mail; ``settings.missing``.
    """
    kept = _last_test(configuration)
    if not same_code(kept.result.receipt_code, code):
        raise FaultError(Fault("message.not_ours", False))
    return _noted(configuration, kept, None)


def same_code(code: str | None, typed: str) -> bool:
    """Whether ``typed`` is ``code``: people copy it with blanks, as some mail programs show it."""
    return bool(code) and "".join(typed.split()) == code


def by_message(configuration: Configuration, source: bytes) -> Receipt:
    """Note that the last test's mail arrived, by its source as it lies in the mailbox.

    Raises:
        FaultError: ``message.not_ours``, ``settings.missing``.
        ProblemError: it is no source: ``message.outlook_file``, ``message.page``,
            ``message.empty_source``, ``message.no_header``.
    """
    from hubmail_gui.diagnosis import arrival

    _check_form(source)
    kept = _last_test(configuration)
    found = arrival.read(source)
    if not found.header.fields:
        raise ProblemError("message.no_header")
    if not _is_ours(found.header, kept.result):
        raise FaultError(Fault("message.not_ours", False))
    return _noted(configuration, kept, found)


def _last_test(configuration: Configuration) -> Kept:
    """The last test, whose mail was accepted."""
    if configuration.stored() is None:
        raise FaultError(Fault("settings.missing", params={"path": configuration.folder}))
    kept = configuration.last_test()
    if kept is None or kept.result.receipt_code is None:
        raise FaultError(Fault("message.not_ours", False))
    return kept


def _check_form(source: bytes) -> None:
    """Refuse what is no source, with how to get it."""
    start = source[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise ProblemError("message.empty_source")
    if source.startswith(_OUTLOOK):
        raise ProblemError("message.outlook_file")
    if start.startswith(_PAGES):
        raise ProblemError("message.page")
    if source.startswith(_ARCHIVE) or b"\0\0\0\0" in source[:4096]:
        raise ProblemError("message.no_header")


def _is_ours(header: Header, result: Result) -> bool:
    """Whether it is the mail of that test.

    By its Message-ID, or where a service or a gateway gave it another, as Graph does: by its code
    in a mail that this program made.
    """
    if header.first("message-id").strip() == result.message_id:
        return True
    words = re.split(r"\D+", _decoded(header.first("subject"))[:1000])
    return result.receipt_code in words and _tests(header)


def _tests(header: Header) -> bool:
    """Whether the mail says of itself that this program made it, or that it cannot say so."""
    agent = header.first("user-agent") or header.first("x-mailer")
    return not agent or agent.lower().startswith("hubmail")


def _decoded(text: str) -> str:
    from email.errors import MessageError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(text[:2000])))
    except (MessageError, LookupError, UnicodeError, ValueError):
        return text


def _noted(configuration: Configuration, kept: Kept, found: Arrival | None) -> Receipt:
    """Remember the receipt with the test, and once in the history."""
    warnings: tuple[Fault, ...] = ()
    after = kept.received_after
    if found is not None:
        stored = configuration.stored()
        warnings = findings(found, stored.settings.sender if stored else "")
        # The servers' times are better than none, and a code tells none.
        after = after if found.after_seconds is None else found.after_seconds
    marked = kept._replace(received_at=kept.received_at or now(), received_after=after)
    if marked != kept:
        record.put(configuration.store, marked)
    revision = kept.result.revision or 0
    if not kept.received:
        configuration.note_code("received", revision, None)
    return Receipt(found, warnings, revision)
