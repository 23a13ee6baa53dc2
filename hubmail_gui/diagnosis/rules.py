"""From a negative SMTP reply to the fault that it means.

The rules are data: the files ``resources/rules/smtp-*.toml``, of which ``smtp-steps.toml`` says how
to write one. Every condition that a rule names has to hold; of the rules that hold, the one that
says most wins (:meth:`hubmail_gui.diagnosis.reply_rule.Rule.rank`), never the first in a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hubmail_gui.core.facts import ReplyFact, Stage, Verdict
from hubmail_gui.core.resources import path
from hubmail_gui.diagnosis.phrases import Phrase, parse_phrases
from hubmail_gui.diagnosis.reply_rule import CodePattern, EnhancedPattern, Rank, Rule
from hubmail_gui.diagnosis.reply_text import (
    Reading,
    decode_reply,
    hinted_enhanced,
    parse_enhanced,
    read,
    split_lines,
)

__all__ = ["classify_reply", "decode_reply", "parse_enhanced", "ranked", "split_lines"]


def classify_reply(fact: ReplyFact) -> Verdict:
    """The fault that ``fact`` means: the finest that it supports, and never none.

    A pure function; the first call reads the rules, which takes some tens of milliseconds.
    """
    book = _book()
    _, rule = max(_holding(book, fact), key=lambda pair: pair[0])
    temporary = fact.code // 100 == 4 if rule.temporary is None else rule.temporary
    return Verdict(rule.fault, temporary, rule.id)


def ranked(fact: ReplyFact) -> list[tuple[Rank, Rule]]:
    """All rules that hold for ``fact``, the one that says most first."""
    return sorted(_holding(_book(), fact), key=lambda pair: pair[0], reverse=True)


def _holding(book: RuleBook, fact: ReplyFact) -> list[tuple[Rank, Rule]]:
    enhanced = fact.enhanced or _hinted(fact)
    reading: Reading = read(fact.text)
    found = []
    ruled_out = book.ruled_out(fact)
    for rule, precedence in book.by_stage[fact.stage]:
        if rule.fault in ruled_out:
            continue
        rank = rule.rank(fact, enhanced, reading, precedence)
        if rank is not None:
            found.append((rank, rule))
    return found


def _hinted(fact: ReplyFact) -> str | None:
    """An enhanced code in the middle of the text, if it is of the reply's own class."""
    hint = hinted_enhanced(fact.text)
    return hint if hint is not None and hint[0] == str(fact.code)[:1] else None


@cache
def _book() -> RuleBook:
    return load()


PREFIX = "smtp-"
FLAGS = (
    "early", "encrypted", "login", "starttls_offered", "auth_offered", "password_sent", "logged_in",
)  # fmt: skip
# For people and tests, not for matching.
NOTES = frozenset({"source", "sample", "note"})
_STAGES = {
    **{stage.value: frozenset({stage}) for stage in Stage},
    "transaction": frozenset({Stage.MAIL, Stage.RCPT, Stage.DATA}),
    "any": frozenset(Stage),
}


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules.

    Attributes:
        by_stage: the rules about the replies to each command, each with its fault's precedence.
        impossible: by what is known of the session the faults that it rules out, whatever the
            words say.
    """

    by_stage: Mapping[Stage, tuple[tuple[Rule, int], ...]]
    impossible: tuple[tuple[str, frozenset[str]], ...] = ()

    def ruled_out(self, fact: ReplyFact) -> frozenset[str]:
        """The faults that cannot be, after what the session has come to."""
        known = (faults for flag, faults in self.impossible if getattr(fact, flag))
        return frozenset().union(*known)


def load() -> RuleBook:
    """Reads all rule files.

    Raises:
        ValueError: a rule is not well formed, or its fault has no precedence.
    """
    files = entries()
    order: list[str] = [fault for data in files.values() for fault in data.get("precedence", ())]
    # The first in the list decides, so it has the highest number.
    precedence = {fault: len(order) - index for index, fault in enumerate(order)}
    named = {
        name: "|".join(words)
        for data in files.values()
        for name, words in data.get("words", {}).items()
    }
    every = [
        _rule(entry, precedence, named) for data in files.values() for entry in data.get("rule", ())
    ]
    return RuleBook(
        {
            stage: tuple((rule, precedence[rule.fault]) for rule in every if stage in rule.stages)
            for stage in Stage
        },
        tuple(
            (flag, frozenset(faults))
            for data in files.values()
            for flag, faults in data.get("impossible", {}).items()
        ),
    )


def entries() -> dict[str, dict[str, Any]]:
    """The files as they are, by name."""
    import tomllib

    found: dict[str, dict[str, Any]] = {}
    folder = path("rules")
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - pathlib is not needed here
        if name.startswith(PREFIX) and name.endswith(".toml"):
            with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
                found[name] = tomllib.load(file)
    return found


def _rule(
    entry: Mapping[str, Any], precedence: Mapping[str, int], named: Mapping[str, str]
) -> Rule:
    known = {
        "id", "fault", "stage", "family", "hint", "code", "enhanced", "text", "also", "without",
        "link", "regex", "temporary", *FLAGS, *NOTES,
    }  # fmt: skip
    if not known >= entry.keys() or entry["fault"] not in precedence:
        raise ValueError(f"rule {entry['id']}: unknown {sorted(entry.keys() - known)} or its fault")
    regex = entry.get("regex")
    return Rule(
        id=entry["id"],
        fault=entry["fault"],
        stages=frozenset().union(*(_STAGES[name] for name in _several(entry["stage"]))),
        family=entry.get("family", ""),
        hint=entry.get("hint", False),
        codes=tuple(CodePattern(one.rstrip("x")) for one in _several(entry.get("code"))),
        enhanced=tuple(EnhancedPattern.parse(one) for one in _several(entry.get("enhanced"))),
        text=_phrases(entry.get("text"), named),
        also=_phrases(entry.get("also"), named),
        without=_phrases(entry.get("without"), named),
        link=tuple(_several(entry.get("link"))),
        regex=None if regex is None else re.compile(regex),
        flags=tuple((name, entry[name]) for name in FLAGS if name in entry),
        temporary=entry.get("temporary"),
    )


def _phrases(value: str | list[str] | None, named: Mapping[str, str]) -> tuple[Phrase, ...]:
    return tuple(phrase for text in _several(value) for phrase in parse_phrases(text, named))


def _several(value: str | Iterable[str] | None) -> Iterable[str]:
    return () if value is None else (value,) if isinstance(value, str) else value
