"""One rule: when it holds, and what makes it say more than another."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.diagnosis.phrases import parse_phrases
from hubmail_gui.diagnosis.reply_rule import CodePattern, EnhancedPattern, Evidence, Rank, Rule
from hubmail_gui.diagnosis.reply_text import read

DENIED = parse_phrases("access denied", {})
RELAY = parse_phrases("relay", {})
USER = parse_phrases("user", {})


def rule(**more: Any) -> Rule:
    return Rule("name", "smtp.refused", frozenset({Stage.RCPT, Stage.MAIL}), **more)


def rank(
    one: Rule, text: str = "", enhanced: str | None = None, stage: Stage = Stage.RCPT, **flags: Any
) -> Rank | None:
    fact = ReplyFact(stage, 550, enhanced, text, **flags)
    return one.rank(fact, enhanced, read(text), 7)


NUMBER = (EnhancedPattern.parse("5.7.1"),)
CODE = (CodePattern("55"),)


@pytest.mark.parametrize(
    ("one", "evidence"),
    [
        (rule(), Evidence.NOTHING),
        (rule(codes=CODE), Evidence.CODE),
        (rule(enhanced=NUMBER, codes=CODE), Evidence.NUMBER),
        (rule(enhanced=NUMBER, hint=True), Evidence.HINT),
        (rule(text=DENIED, hint=True, family="qmail"), Evidence.HINT),
        (rule(text=DENIED, enhanced=NUMBER), Evidence.CAUSE),
        (rule(link=("page",)), Evidence.CAUSE),
        (rule(regex=re.compile("x")), Evidence.CAUSE),
        (rule(text=DENIED, family="qmail"), Evidence.MARK),
        (rule(family="qmail"), Evidence.NOTHING),
    ],
)
def test_what_it_judges_by(one: Rule, evidence: Evidence) -> None:
    assert one.evidence is evidence


def test_the_more_telling_the_evidence_the_higher() -> None:
    names = ["NOTHING", "CODE", "HINT", "NUMBER", "CAUSE", "MARK"]
    assert [one.name for one in sorted(Evidence)] == names


def test_all_that_it_says_in_the_order_in_which_it_counts() -> None:
    one = rule(
        codes=(CodePattern("5"), *CODE),
        enhanced=(EnhancedPattern.parse("x.7.1"), *NUMBER),
        text=(*DENIED, *USER),
        also=(*RELAY, *USER),
        without=parse_phrases("quota", {}),
        link=("help", "help/relay"),
        regex=re.compile("bob.?s"),
        flags=(("login", True), ("encrypted", False)),
    )
    text = "Access denied: relay of user Bob's mail, see https://mx.example/help/relay"
    found = rank(one, text, "5.7.1", login=True)
    # What it quotes: "access denied", "relay", the longest part of the link, "bob s".
    quoted = 13 + 5 + 10 + 5
    assert found == (int(Evidence.CAUSE), 7, quoted, 3, 2, 2, -2, "name")


def test_a_rule_without_conditions_says_least() -> None:
    assert rank(rule()) == (0, 7, 0, -1, -1, 0, -2, "name")


@pytest.mark.parametrize(
    "one",
    [
        rule(codes=(CodePattern("4"),)),
        rule(enhanced=NUMBER),
        rule(text=DENIED),
        rule(text=USER, also=DENIED),
        rule(text=USER, link=("help",)),
        rule(text=USER, regex=re.compile("bob")),
        rule(text=USER, without=RELAY),
        rule(flags=(("login", False),)),
        rule(flags=(("login", True), ("encrypted", True))),
    ],
)
def test_it_does_not_hold_where_one_condition_does_not(one: Rule) -> None:
    assert rank(one, "No relay for this user", "5.7.2") is None


def test_it_does_not_hold_for_another_command() -> None:
    assert rank(rule(), stage=Stage.MAIL) is not None
    assert rank(rule(), stage=Stage.AUTH) is None
