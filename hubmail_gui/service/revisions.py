"""What differs between two revisions of the settings, told by the history of the changes between them.

The settings themselves are kept only as they are now, and as they last passed a test; of every
change the history has the values before and after. Secrets stand in it as changed, never as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hubmail_gui.core.problems import ProblemError

Entry = Mapping[str, Any]
# The values at the two ends; None: it changed, and no values are known, as of a secret.
Pair = tuple[object, object] | None


def between(entries: Iterable[Entry], a: int, b: int) -> dict[str, Pair]:
    """What differs between the revisions ``a`` and ``b``, by field.

    Args:
        entries: the whole history, the oldest first.
        a: a revision; its values come first, also where it is the later one.
        b: the other one.

    Raises:
        ProblemError: ``revision.unknown``: the history knows no such revision.
    """
    low, high = min(a, b), max(a, b)
    found: dict[str, Pair] = {}
    known: set[object] = set()
    for entry in entries:
        revision = entry["revision"]
        known.add(revision)
        if isinstance(revision, int) and low < revision <= high:
            _take(found, entry)
    for wanted in (a, b):
        if wanted not in known:
            raise ProblemError("revision.unknown", revision=str(wanted))
    pairs = {
        key: pair if pair is None or a <= b else (pair[1], pair[0]) for key, pair in found.items()
    }
    return {key: pair for key, pair in pairs.items() if pair is None or pair[0] != pair[1]}


def _take(found: dict[str, Pair], entry: Entry) -> None:
    """Carry one change on: the first value before stays, the last one after counts."""
    changes = entry.get("changes")
    changes = changes if isinstance(changes, Mapping) else {}
    for key in dict.fromkeys((*map(str, entry["fields"]), *map(str, changes))):
        pair = changes.get(key)
        if not isinstance(pair, list) or len(pair) != 2:
            found[key] = None
            continue
        before = found.get(key, (pair[0], None))
        found[key] = None if before is None else (before[0], pair[1])
