"""The history to look through: what happened in words, what belongs to a search, and a spreadsheet."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hubmail_gui import methods
from hubmail_gui.core import dates, texts
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.store.history_index import HistoryIndex

Entry = Mapping[str, Any]

ACTIONS = {
    "changed": N_("changed"),
    "tested": N_("tested"),
    "restored": N_("restored"),
    "received": N_("received"),
    "scoped": N_("scope proved"),
    "trusted": N_("trusted"),
    "handed over": N_("handed over"),
    "taken back": N_("taken back"),
}
# Between two looks at Cancel.
_OFTEN = 500

COLUMNS = ("at", "who", "action", "revision", "fields", "ok", "code", "changes")

# A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def action(entry: Entry) -> str:
    """What was done, in words."""
    name = str(entry["action"])
    return _(ACTIONS[name]) if name in ACTIONS else name


def outcome(entry: Entry) -> str:
    """Whether it came out as it should, and else why not."""
    code = entry["code"]
    if code is None:
        return _("OK") if entry["ok"] else _("Failed")
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(str(code), texts.language(), {})
    return words.title


def label(key: str) -> str:
    """What a setting is called in the window; its key where no type knows it."""
    for name in methods.types():
        method = methods.method(name)
        spec = core_settings.known_setting(method.settings, key)
        if spec is not None and spec.label:
            return _(spec.label)
        for secret in method.secrets:
            if key == secret.field:
                return _(secret.label)
    return _("Authentication type") if key == "type" else key


def changes(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each setting that changed: what it is called, and its old and new value in words."""
    known = entry.get("changes")
    known = known if isinstance(known, Mapping) else {}
    for key in dict.fromkeys((*entry["fields"], *map(str, known))):
        pair = known.get(key)
        if isinstance(pair, list) and len(pair) == 2:
            yield label(key), arrow(*pair)
        else:
            # A secret, or what an older version noted.
            yield label(key), _("changed")


def told(differences: Mapping[str, tuple[object, object] | None]) -> Iterator[tuple[str, str]]:
    """Differences between two revisions: what each setting is called, and its two values."""
    for key, pair in differences.items():
        yield label(key), _("changed") if pair is None else arrow(*pair)


def arrow(old: object, new: object) -> str:
    """An old and a new value as one reads them."""
    return f"{_value(old)} → {_value(new)}"


def _value(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("On") if value else _("Off")
    return str(value)


def matching(index: HistoryIndex, actions: set[str], words: str, cancel: Cancel) -> array[int]:
    """The numbers of the entries of these ``actions`` (empty: all) that hold all ``words``.

    Raises:
        Cancelled: the person gave up.
        FaultError: a ``settings`` fault: the history cannot be read.
    """
    wanted = words.casefold().split()
    found = array("Q")
    for number, entry in index.entries():
        if number % _OFTEN == 0:
            cancel.check()
        if actions and entry["action"] not in actions:
            continue
        if wanted and not _holds(entry, wanted):
            continue
        found.append(number)
    return found


def _holds(entry: Entry, wanted: list[str]) -> bool:
    known = entry.get("changes")
    values = known.values() if isinstance(known, Mapping) else ()
    said = (entry["at"], entry["who"], entry["code"] or "", f"#{entry['revision']}", *values)
    words = _words(entry["action"], entry["at"][:10], tuple(entry["fields"]), texts.language())
    text = f"{' '.join(map(str, said)).casefold()} {words}"
    return all(word in text for word in wanted)


@lru_cache(maxsize=4096)
def _words(name: str, day: str, fields: tuple[str, ...], _language: str) -> str:
    """What the table says where the file has keys: the same few, again and again."""
    around = (_(ACTIONS[name]) if name in ACTIONS else name, dates.recorded(day))
    return " ".join((*around, *fields, *map(label, fields))).casefold()


def chosen(index: HistoryIndex, numbers: array[int] | None, cancel: Cancel) -> Iterator[Entry]:
    """The entries with these ``numbers``, the oldest first; None: all.

    Raises:
        Cancelled: the person gave up.
        FaultError: a ``settings`` fault: the history cannot be read.
    """
    wanted = None if numbers is None else set(numbers)
    for number, entry in index.entries():
        if number % _OFTEN == 0:
            cancel.check()
        if wanted is None or number in wanted:
            yield entry


def csv_rows(entries: Iterable[Entry]) -> Iterator[str]:
    """For a spreadsheet (RFC 4180): the heading and one line for each entry, without line ends."""
    yield _line(COLUMNS)
    for entry in entries:
        yield _line([_cell(entry.get(column)) for column in COLUMNS])


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_pair(change)}" for key, change in value.items())
    elif isinstance(value, list | tuple):
        text = " ".join(map(str, value))
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _pair(change: object) -> str:
    """An old and a new value as a person reads it."""
    both = change if isinstance(change, list) and len(change) == 2 else [None, change]
    return " → ".join("–" if one is None else str(one) for one in both)
