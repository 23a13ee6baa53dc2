"""From a negative SMTP reply to the fault that it means.

The rules are data: the files ``resources/rules/smtp-*.toml``, of which ``smtp-steps.toml`` says how
to write one. Every condition that a rule names has to hold; of the rules that hold, the one that
says most wins (:meth:`hubmail_gui.diagnosis.reply_rule.Rule.rank`), never the first in a file.
"""

from __future__ import annotations

from functools import cache

from hubmail_gui.core.facts import ReplyFact, Verdict
from hubmail_gui.diagnosis.reply_rule import Rank, Rule
from hubmail_gui.diagnosis.reply_text import (
    Reading,
    decode_reply,
    hinted_enhanced,
    parse_enhanced,
    read,
    split_lines,
)
from hubmail_gui.diagnosis.rule_files import RuleBook, load

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
    for rule, precedence in book.by_stage[fact.stage]:
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
