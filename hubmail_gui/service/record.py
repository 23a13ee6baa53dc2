"""The last test of the stored settings: kept, and read again."""

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
        result: what it came to.
        who: the login name of the person who made it.
        received_at: RFC 3339 time at which its mail was known to have arrived; empty before.
        received_after: the seconds that the mail was on its way, by the servers' own times; None
            where only its code was told, which does not tell when it came.
    """

    result: Result
    who: str = ""
    received_at: str = ""
    received_after: float | None = None

    @property
    def received(self) -> bool:
        """Whether its mail is known to have arrived."""
        return bool(self.received_at) or self.received_after is not None


def keep(store: Store, result: Result, who: str) -> None:
    """Remember ``result`` as the last test, with its transcript, in which every secret is masked.

    Somebody may have changed the settings meanwhile and tested theirs, which then counts. A test
    that was stopped proves nothing: what is known of the same settings stays.
    """
    stored = store.stored_document()
    if stored is not None and stored.get("revision", 0) != result.revision:
        return
    failure = result.failure
    if failure is not None and failure.code == "cancelled" and read(store.result()) is not None:
        return
    put(store, Kept(result, who))


def put(store: Store, kept: Kept) -> None:
    """Write ``kept`` with so much of its transcript that all of it can be read again."""
    document = kept_json(kept, transcript=True)
    left = _LONGEST_TRANSCRIPT
    for place, line in enumerate(document["transcript"]):
        left -= len(line["text"])
        if left < 0:
            del document["transcript"][place:]
            break
    store.keep_result(document)


def kept_json(kept: Kept, *, transcript: bool = False) -> Json:
    """A kept test as JSON, with the words of its faults in the language in use."""
    from hubmail_gui.service.result import result_json

    document = {**result_json(kept.result, transcript=transcript), "who": kept.who}
    if kept.received:
        document["received_at"] = kept.received_at or None
        document["received_after"] = kept.received_after
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
            str(kept.get("received_at") or ""),
            # The clocks of two servers may differ: it may even be negative.
            float(seconds) if seconds is not None and abs(seconds) < _LONGEST_SECONDS else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        # It helps but decides nothing: settings whose last test cannot be read count as untested.
        return None


# Of what was said, in characters: hundreds of lines, of which the file holds the first hundred.
_LONGEST_TRANSCRIPT = 32_000
# No mail is longer on its way: what says so was not written here.
_LONGEST_SECONDS = 1e9
