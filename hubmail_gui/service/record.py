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
    document["transcript"] = _both_ends(document["transcript"])
    store.keep_result(document)


def _both_ends(lines: list[Json]) -> list[Json]:
    """The lines, or the first and the last of them and a note that says how many are left out."""
    from hubmail_gui.core.texts import ngettext
    from hubmail_gui.store import bounded

    long = sum(len(line["text"]) for line in lines) > _LONGEST_TRANSCRIPT
    if not long and len(lines) <= bounded.MOST_PARTS:
        return lines
    # The beginning says with whom it spoke, the end what became of it.
    most = bounded.MOST_PARTS // 2 - 1
    first = _fitting(lines[:most])
    last = _fitting(lines[first:][: -most - 1 : -1])
    count = len(lines) - first - last
    words = ngettext("{count} line is left out here.", "{count} lines are left out here.", count)
    note = {**lines[first], "from": "note", "text": words.format(count=count)}
    return [*lines[:first], note, *lines[len(lines) - last :]]


def _fitting(lines: list[Json]) -> int:
    """How many of the lines, from the first on, are no more than one end may have."""
    room = _LONGEST_TRANSCRIPT // 2
    for place, line in enumerate(lines):
        room -= len(line["text"])
        if room < 0:
            return place
    return len(lines)


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


# Of what was said, in characters.
_LONGEST_TRANSCRIPT = 32_000
# No mail is longer on its way: what says so was not written here.
_LONGEST_SECONDS = 1e9
