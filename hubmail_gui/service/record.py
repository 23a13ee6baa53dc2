"""The last test of the stored settings: kept, read again, and marked as received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui.store import Store

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result

Json = dict[str, Any]


class Kept(NamedTuple):
    """A test that is remembered.

    Attributes:
        result: what it came to, without its transcript.
        who: the login name of the person who made it.
        received_after: the seconds from acceptance to the entering of its code; None before.
    """

    result: Result
    who: str = ""
    received_after: float | None = None


def keep(store: Store, result: Result, who: str) -> None:
    """Remember ``result`` as the last test, without its transcript.

    Somebody may have changed the settings meanwhile and tested theirs, which then counts.
    """
    stored = store.stored_document()
    if stored is not None and stored.get("revision", 0) != result.revision:
        return
    store.keep_result(kept_json(Kept(result, who)))


def kept_json(kept: Kept) -> Json:
    """A kept test as JSON, with the words of its faults in the language in use."""
    from hubmail_gui.service.result import result_json

    document = {**result_json(kept.result, transcript=False), "who": kept.who}
    if kept.received_after is not None:
        document["received_after"] = round(kept.received_after, 1)
    return document


def read(kept: Mapping[str, Any] | None) -> Kept | None:
    """The kept test that ``kept`` was written from; None if there is none, or it is damaged."""
    if kept is None:
        return None
    from hubmail_gui.service.result import read_result

    try:
        seconds = kept.get("received_after")
        return Kept(
            read_result(kept),
            str(kept.get("who") or ""),
            float(seconds) if seconds is not None and 0 <= seconds < _LONGEST_SECONDS else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        # It helps but decides nothing: settings whose last test cannot be read count as untested.
        return None


# Later than this nobody enters a code: what says so was not written here.
_LONGEST_SECONDS = 1e9


class Receipt(NamedTuple):
    """A test mail that arrived.

    Attributes:
        revision: of the settings that it was sent with.
        seconds: from its acceptance to the entering of its code.
        first: it was not entered before.
    """

    revision: int | None
    seconds: float
    first: bool


def received(store: Store, code: str) -> Receipt | None:
    """The receipt of the last test's mail, remembered, if ``code`` is its code; else None."""
    kept = read(store.result())
    # People copy it with blanks in it, as some mail programs show long numbers.
    code = "".join(code.split())
    if kept is None or not code or kept.result.receipt_code != code:
        return None
    if kept.received_after is not None:
        return Receipt(kept.result.revision, kept.received_after, first=False)
    seconds = seconds_since(kept.result)
    if seconds is None:
        return None
    store.keep_result(kept_json(kept._replace(received_after=seconds)))
    return Receipt(kept.result.revision, seconds, first=True)


def seconds_since(result: Result) -> float | None:
    """How long ago ``result`` came about, never negative; None where it names no time."""
    from datetime import datetime

    try:
        since = datetime.now().astimezone() - datetime.fromisoformat(result.at)
    except (ValueError, TypeError):
        return None
    return max(0.0, since.total_seconds())
