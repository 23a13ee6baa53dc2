"""What an answer over HTTPS that was no success means: rules that map it to a fault code.

The rules are data: the files of ``resources/rules`` that are about no SMTP reply or certificate;
``entra.toml`` says how to write one. Every condition that a rule names has to hold; of the rules that hold, the one
that says most wins, never the first in a file.

Microsoft asks programs not to depend on its error numbers and texts, which may change at any time
(https://learn.microsoft.com/entra/identity-platform/reference-error-codes). So the mapping is data,
an unknown number falls back to the OAuth error word and the HTTP status, and Microsoft's own words
and ids go with every verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hubmail_gui.core import resources
from hubmail_gui.core.facts import CloudFact, Verdict
from hubmail_gui.diagnosis.cloud_answer import Answer, read
from hubmail_gui.diagnosis.cloud_params import Names, params_of

# The other rule files of the same folder.
_OTHERS = ("smtp-", "tls.")
# How much a rule says about an answer, the weightiest condition first.
Rank = tuple[int, ...]
_WORD, _GENERAL, _FAMILY, _EXACT = range(1, 5)
_NOTHING = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a rule file; an empty condition always holds.

    Attributes:
        id: its name, unique over all files.
        fault: the fault code.
        stage: the requests that it is about; empty: all.
        status: HTTP status codes, or classes such as ``5xx``.
        number: the service's own error numbers, such as Entra's.
        family: first and last number of ranges that are used for one subject.
        error: OAuth ``error`` or ``suberror`` words.
        code: the codes of a mail interface, in lower case.
        form: kinds of body.
        text: one of these fragments is in the text, in lower case.
        header: one of these is there: ``name: fragment of its value``, in lower case.
        secret_is_guid: the client secret has the form of a GUID.
        general: the number or code says so little that anything beside it says more.
        temporary: whether trying again may help; None: the HTTP status says it.
    """

    id: str
    fault: str
    stage: frozenset[str]
    status: frozenset[str] = frozenset()
    number: frozenset[int] = frozenset()
    family: tuple[tuple[int, int], ...] = ()
    error: frozenset[str] = frozenset()
    code: frozenset[str] = frozenset()
    form: frozenset[str] = frozenset()
    text: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    secret_is_guid: bool | None = None
    general: bool = False
    temporary: bool | None = None

    def rank(self, answer: Answer) -> Rank | None:
        """How much it says about ``answer``; None where a condition does not hold."""
        fact = answer.fact
        named = self._named(answer)
        status = _status_rank(self.status, fact.status)
        text = _longest(self.text, lambda part: part in answer.text)
        header = _longest(self.header, lambda part: _has_header(fact.headers, part))
        if named is None or status is None or text is None or header is None:
            return None
        if (
            (self.stage and fact.stage not in self.stage)
            or (self.form and answer.form not in self.form)
            or self.secret_is_guid not in (None, fact.secret_is_guid)
        ):
            return None
        exact, weak = (named, _NOTHING) if named[0] == _EXACT else (_NOTHING, named)
        secret = int(self.secret_is_guid is not None)
        return (*exact, text, header, secret, *weak, int(status == 2), int(bool(self.form)), status)

    def _named(self, answer: Answer) -> Rank | None:
        """How exactly it names a number, code or word, with what makes one of several better.

        A longer number is finer (Entra appends digits), a code further in too, else the later.
        """
        level = _GENERAL if self.general else _EXACT
        if self.number:
            hits = [
                (level, len(str(n)), i) for i, n in enumerate(answer.numbers) if n in self.number
            ]
        elif self.code:
            hits = [
                (level, i, 0) for i, code in enumerate(answer.codes) if code.lower() in self.code
            ]
        elif self.family:
            hits = [(_FAMILY, 0, i) for i, n in enumerate(answer.numbers) if self._in_family(n)]
        elif self.error:
            hits = [(_WORD, 0, i) for i, word in enumerate(answer.words) if word in self.error]
        else:
            return _NOTHING
        return max(hits, default=None)

    def _in_family(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.family)


def _status_rank(wanted: frozenset[str], status: int) -> int | None:
    """2: this very status, 1: its class, 0: any; None: another one."""
    if not wanted:
        return 0
    if str(status) in wanted:
        return 2
    return 1 if f"{status // 100}xx" in wanted else None


def _longest(parts: tuple[str, ...], found: Callable[[str], bool]) -> int | None:
    """The length of the longest part that is there, for it says most; 0 without parts, None if none is."""
    if not parts:
        return 0
    return max((len(part) for part in parts if found(part)), default=None)


def _has_header(headers: Mapping[str, str], wanted: str) -> bool:
    name, _, fragment = wanted.partition(":")
    value = headers.get(name)
    return value is not None and fragment.strip() in value.lower()


def best(answer: Answer) -> Rule:
    """The rule that says most about ``answer``; there is one for every answer."""
    return ranked(answer)[0][1]


def ranked(answer: Answer) -> list[tuple[Rank, Rule]]:
    """All rules that hold, the one that says most first."""
    held = [(rank, rule) for rule in rules() if (rank := rule.rank(answer)) is not None]
    return sorted(held, key=lambda pair: (pair[0], pair[1].id), reverse=True)


def files() -> tuple[str, ...]:
    """The names of the rule files."""
    found = resources.names("rules", ".toml")
    return tuple(name for name in found if not name.startswith(_OTHERS))


def rules() -> tuple[Rule, ...]:
    """The rules of all files."""
    return _rules(files())


def stages() -> frozenset[str]:
    """The requests that the rules are about."""
    return frozenset().union(*(rule.stage for rule in rules()))


@cache
def _rules(names: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(_rule(entry) for name in names for entry in entries(name))


def names(stage: str) -> Names:
    """How the texts of answers at ``stage`` name things, by the placeholder of faults' words."""
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for stages, known in _named(files()):
        if not stages or stage in stages:
            found |= known
    return found


@cache
def _named(
    files: tuple[str, ...],
) -> tuple[tuple[frozenset[str], dict[str, tuple[re.Pattern[str], ...]]], ...]:
    data = map(_data, files)
    return tuple(
        (
            frozenset(one.get("stage", ())),
            {name: tuple(map(re.compile, some)) for name, some in one.get("names", {}).items()},
        )
        for one in data
    )


def quoted(text: str) -> tuple[Rule, CloudFact] | None:
    """What an answer means that stands somewhere in ``text``, if it is of a service that is named there.

    Of the rule files those say so that list the names under ``quoted``. Only a rule counts that looks
    at what was said: the text of a log has no status to go by.
    """
    small, found = text.lower(), []
    bodies = {text, _json_in(text)}
    for name in files():
        data = _data(name)
        if not any(one in small for one in data.get("quoted", ())):
            continue
        for fact in (CloudFact(stage, 400, {}, body) for stage in data["stage"] for body in bodies):
            rank, rule = ranked(read(fact))[0]
            if rule.text or rule.code or rule.error:
                found.append((rank, rule.id, rule, fact))
    return max(found)[2:] if found else None


def _json_in(text: str) -> str:
    """The JSON object that stands in a text; all of the text where there is none."""
    start = text.find("{")
    if start < 0:
        return text
    try:
        _document, end = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError):
        return text
    return text[start : start + end]


def entries(name: str) -> list[dict[str, Any]]:
    """The entries of one rule file, with the file's own ``stage`` where they name none."""
    data = _data(name)
    return [{"stage": data.get("stage", ()), **entry} for entry in data["rule"]]


@cache
def _data(name: str) -> dict[str, Any]:
    import tomllib

    with open(resources.path(f"rules/{name}"), "rb") as file:  # noqa: PTH123 - pathlib: 5 ms
        return tomllib.load(file)


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        fault=entry["fault"],
        stage=frozenset(entry["stage"]),
        status=frozenset(entry.get("status", ())),
        number=frozenset(entry.get("number", ())),
        family=tuple((first, last) for first, last in entry.get("family", ())),
        error=frozenset(entry.get("error", ())),
        code=frozenset(code.lower() for code in entry.get("code", ())),
        form=frozenset(entry.get("form", ())),
        text=tuple(entry.get("text", ())),
        header=tuple(entry.get("header", ())),
        secret_is_guid=entry.get("secret_is_guid"),
        general=entry.get("general", False),
        temporary=entry.get("temporary"),
    )


# Time-out, too early, too many, and the server's own troubles, with OData's bandwidth limit. 501 and
# 505 speak of the request and 507 of a full store: waiting helps none of them.
_TEMPORARY = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 509})


def classify_cloud(fact: CloudFact) -> Verdict:
    """The fault code of an answer that was no success, with what reports show of it.

    A pure function of the answer and the rule files; it has a verdict for every answer and never fails.
    """
    answer = read(fact)
    rule = best(answer)
    temporary = rule.temporary if rule.temporary is not None else fact.status in _TEMPORARY
    decisive = next((number for number in answer.numbers if number in rule.number), None)
    return Verdict(rule.fault, temporary, rule.id, params_of(answer, decisive, names(fact.stage)))
