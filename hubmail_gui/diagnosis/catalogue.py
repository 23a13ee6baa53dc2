"""The catalogue of faults and warnings: from a code to words that say what to do.

What is the same in every language stands in ``resources/faults/faults.toml``, the words in one
file a language beside it; a language is there when its file is. The files are read when something
has to be shown, not before: a test that succeeds never loads them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from hubmail_gui.core import resources
from hubmail_gui.core.dates import long_date

_SHARED = "faults.toml"
_FALLBACK = "en"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# ``[[condition|sentence]]``, or with what is said where the condition does not hold or is not known
# ``[[condition|sentence||other sentence]]``. A condition is something that happened in the session, or
# the value of something that the fault knows: ``[[port 465|…]]``.
_CONDITIONAL = re.compile(r" ?\[\[([a-z0-9_, ]{1,80})\|([^\[\]|]*)(?:\|\|([^\[\]|]*))?\]\]")
_DATES = frozenset({"not_before", "not_after", "date"})
# A server chooses what stands in its certificate and its replies; a sentence stays readable.
_LONGEST = 200


# The actor whom nobody has to be told of.
YOU = "you"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is the same in every language.

    Attributes:
        code: a fault's, or a warning's.
        actor: who has to act, one of ``actors`` in ``faults.toml``.
        temporary: the usual case; a result says it of the reply at hand.
        field: the settings key to change or look at, or None.
        warning: it goes with a success as well.
        heals: time alone may cure it, although nothing says so: a permission that was just given.
        types: what is different with an authentication type, by its name in the settings file.
    """

    code: str
    actor: str
    temporary: bool
    field: str | None
    warning: bool
    heals: bool = False
    types: Mapping[str, Entry] = dataclasses.field(default_factory=dict)

    def of(self, kind: str | None) -> Entry:
        """The entry as it is with the authentication type ``kind``."""
        return self.types.get(kind or "", self)


@dataclass(frozen=True, slots=True)
class Words:
    """A fault in one language, ready to be shown as plain text.

    Attributes:
        code: the fault's code.
        title: one sentence without a full stop.
        cause: what it means, what was proven and what was not given away.
        remedy: the steps, in the order in which to try them.
        tell: a message to forward to the actor; empty where the actor is ``you``.
        actor: who has to act.
        who: the same as the heading of the remedy.
        temporary: the usual case.
        field: the settings key to change or look at, or None.
    """

    code: str
    title: str
    cause: str
    remedy: tuple[str, ...]
    tell: str
    actor: str
    who: str
    temporary: bool
    field: str | None


def languages() -> tuple[str, ...]:
    """The languages that have a file of words, sorted."""
    return tuple(name[:-5] for name in resources.names("faults", ".toml") if name != _SHARED)


def actors() -> tuple[str, ...]:
    """Who may have to act."""
    return tuple(_load(_SHARED)["actors"])


def entries() -> tuple[Entry, ...]:
    """Every fault and warning, in the order in which they are listed."""
    return tuple(_entry(code, table) for code, table in _load(_SHARED)["codes"].items())


def entry(code: str) -> Entry:
    """The entry of ``code``.

    Raises:
        KeyError: there is no such code.
    """
    return _entry(code, _load(_SHARED)["codes"][code])


def words(code: str, language: str, params: Mapping[str, str] | None = None) -> Words:
    """The words of ``code``.

    Args:
        code: a code of the catalogue.
        language: such as ``fr``; English where the language, or this entry in it, is missing.
        params: values for the placeholders that ``faults.toml`` lists; dates in ISO 8601, shown
            in the language in use. What is missing gets a neutral wording, what is not used is
            ignored. The authentication type in ``type`` chooses the words: the same code can
            ask something else of somebody else. ``saw`` are the names of what happened in the
            session, with blanks between them (``hubmail_gui.core.seen``): a sentence that depends
            on it is only said where it is known to be true.

    Raises:
        KeyError: there is no such code.
    """
    params = params or {}
    kind = params.get("type", "")
    common = entry(code).of(kind)
    book = _load(f"{language}.toml") if language in languages() else {}
    if code not in book:
        book = _load(f"{_FALLBACK}.toml")
    texts = {**book[code], **book[code].get("for", {}).get(kind, {})}
    seen = params["saw"].split() if "saw" in params else None
    if "application" in params:
        params = {"application_id": params["application"], **params}
    filled = _Filling(book, {name: _clean(value) for name, value in params.items()}, seen)
    return Words(
        code=code,
        title=filled.text(texts["title"]),
        cause=filled.text(texts["cause"]),
        remedy=tuple(step for step in map(filled.text, texts["remedy"]) if step),
        tell="" if common.actor == YOU else filled.text(texts.get("tell", "")),
        actor=common.actor,
        who=who(common.actor, language, kind),
        temporary=common.temporary,
        field=common.field or None,
    )


def prepare(language: str) -> None:
    """Read what ``words`` of ``language`` needs: tens of milliseconds, better before they count."""
    for name in (_SHARED, f"{language}.toml", f"{_FALLBACK}.toml"):
        _load(name)


def who(actor: str, language: str, kind: str = "") -> str:
    """The heading of a remedy that ``actor`` has to follow, with the type ``kind``."""
    for name in (language, _FALLBACK):
        book = _load(f"{name}.toml") if name in languages() else {}
        known = book.get("actors", {})
        found = known.get("for", {}).get(kind, {}).get(actor) or known.get(actor)
        if found:
            return str(found)
    raise KeyError(actor)


def _load(name: str) -> dict[str, Any]:
    """One file of the catalogue, with what methods from outside add to it."""
    return _merged(resources.every(f"faults/{name}"))


@cache
def _merged(paths: tuple[str, ...]) -> dict[str, Any]:
    import tomllib

    whole: dict[str, Any] = {}
    for path in paths:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
            _merge(whole, tomllib.load(file))
    return whole


def _merge(whole: dict[str, Any], more: dict[str, Any]) -> None:
    """Add tables to tables, to any depth; a value that is there already stays."""
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(whole.setdefault(key, {}), value)
        else:
            whole.setdefault(key, value)


def _entry(code: str, table: Mapping[str, Any]) -> Entry:
    common = Entry(
        code=code,
        actor=table["actor"],
        temporary=table["temporary"],
        field=table.get("field"),
        warning=table.get("kind") == "warning",
        heals=table.get("heals", False),
    )
    types = {kind: replace(common, **other) for kind, other in table.get("for", {}).items()}
    return replace(common, types=types)


def _clean(value: str) -> str:
    """One line without control or invisible characters, which a server could have put there."""
    printable = "".join(one if one.isprintable() else " " for one in value)
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


class _Filling:
    """Puts values into the sentences of one language."""

    def __init__(
        self, book: Mapping[str, Any], values: Mapping[str, str], seen: Sequence[str] | None
    ) -> None:
        usual = _load(f"{_FALLBACK}.toml")
        self._given: Mapping[str, str] = usual["given"] | book.get("given", {})
        self._missing: Mapping[str, str] = usual["missing"] | book.get("missing", {})
        self._values = values
        self._seen = seen

    def text(self, template: str) -> str:
        """``template`` with what holds in this session, and every placeholder replaced."""
        chosen = _CONDITIONAL.sub(self._choose, template).strip()
        return _PLACEHOLDER.sub(self._replace, chosen)

    def _choose(self, match: re.Match[str]) -> str:
        holds = all(self._holds(one.strip()) for one in match[1].split(","))
        sentence = match[2] if holds else match[3]
        # The blank before it goes with a sentence that is not said.
        return (" " if match[0].startswith(" ") else "") + sentence if sentence else ""

    def _holds(self, condition: str) -> bool:
        """Whether something happened, or with ``not`` before it is known not to have happened."""
        name, _blank, value = condition.partition(" ")
        if value and name != "not":
            return self._values.get(name) == value
        if self._seen is None:
            return False
        negated, name = condition.startswith("not "), condition.removeprefix("not ")
        return (name in self._seen) is not negated

    def _replace(self, match: re.Match[str]) -> str:
        name = match[1]
        value = self._values.get(name, "")
        if value and name not in self._given:
            # Names and addresses keep their own case, also at the beginning of a sentence.
            return value
        if name in _DATES:
            value = _long_date(value)
        phrase = self._given[name].format_map({name: value}) if value else self._missing[name]
        before = match.string[: match.start()].rstrip()
        starts_sentence = not before or before[-1] in ".?!"
        return phrase[0].upper() + phrase[1:] if starts_sentence else phrase


def _long_date(value: str) -> str:
    """The day of an ISO 8601 date or time in long form; anything else as it is."""
    try:
        return long_date(date.fromisoformat(value[:10]))
    except ValueError:
        return value
