"""A book of rules, read from files of our own: what becomes of each key, and which rule decides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core.facts import ReplyFact, Stage, Verdict
from hubmail_gui.core.resources import path
from hubmail_gui.diagnosis import rules
from hubmail_gui.diagnosis.phrases import parse_phrases
from hubmail_gui.diagnosis.reply_rule import CodePattern, EnhancedPattern, Rule

WHOLE: dict[str, Any] = {
    "id": "whole",
    "fault": "first",
    "stage": ["rcpt", "data"],
    "family": "qmail",
    "hint": True,
    "code": ["550", "45x"],
    "enhanced": "5.7.1",
    "text": ["access <refused>", "no relay"],
    "also": ["user", "was <refused>"],
    "without": ["quota", "not <refused>"],
    "link": "help/relay",
    "regex": "bob+",
    "login": True,
    "encrypted": False,
    "temporary": True,
    "source": {"ref": "a page", "checked": "2026-11-01"},
    "sample": "550 no",
    "note": "why",
}
SHORT: dict[str, Any] = {"id": "short", "fault": "second", "stage": "any"}
IN_MAIL: dict[str, Any] = {"id": "mail", "fault": "second", "stage": "transaction", "code": "5xx"}
NUMBER: dict[str, Any] = {"id": "number", "fault": "first", "stage": "rcpt", "enhanced": "5.1.1"}
NAMED = {"refused": "denied|refused"}


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two files of rules in the place of those that are shipped."""
    made: dict[str, Any] = {
        "smtp-a.toml": {
            "precedence": ["first", "second"],
            "words": {"refused": ["denied", "refused"]},
            "impossible": {"logged_in": ["first"]},
            "rule": [WHOLE],
        },
        "smtp-b.toml": {"rule": [SHORT, IN_MAIL, NUMBER]},
        "smtp-c.toml": {"words": {}},
    }
    monkeypatch.setattr(rules, "entries", lambda: made)
    monkeypatch.setattr(rules, "_book", rules.load)
    return made


@pytest.mark.usefixtures("files")
class TestRead:
    def test_every_key_of_a_rule(self) -> None:
        rule, precedence = rules.load().by_stage[Stage.DATA][0]
        assert precedence == 2
        assert rule == Rule(
            id="whole",
            fault="first",
            stages=frozenset({Stage.RCPT, Stage.DATA}),
            family="qmail",
            hint=True,
            codes=(CodePattern("550"), CodePattern("45")),
            enhanced=(EnhancedPattern.parse("5.7.1"),),
            text=(*parse_phrases("access <refused>", NAMED), *parse_phrases("no relay", {})),
            also=(*parse_phrases("user", {}), *parse_phrases("was <refused>", NAMED)),
            without=(*parse_phrases("quota", {}), *parse_phrases("not <refused>", NAMED)),
            link=("help/relay",),
            regex=re.compile("bob+"),
            flags=(("encrypted", False), ("login", True)),
            temporary=True,
        )

    def test_what_is_not_said_always_holds(self) -> None:
        (rule, precedence), *others = rules.load().by_stage[Stage.GREET]
        assert (rule, precedence) == (Rule("short", "second", frozenset(Stage)), 1)
        assert others == []

    def test_each_command_has_the_rules_about_its_replies(self) -> None:
        found = {
            stage: [rule.id for rule, _precedence in known]
            for stage, known in rules.load().by_stage.items()
        }
        assert found == {
            **{key: ["short"] for key in (Stage.GREET, Stage.EHLO, Stage.STARTTLS, Stage.AUTH)},
            Stage.MAIL: ["short", "mail"],
            Stage.RCPT: ["whole", "short", "mail", "number"],
            Stage.DATA: ["whole", "short", "mail"],
        }

    def test_what_a_session_disproves(self) -> None:
        book = rules.load()
        assert book.impossible == (("logged_in", frozenset({"first"})),)
        fact = ReplyFact(Stage.RCPT, 550, None, "")
        assert book.ruled_out(fact) == frozenset()
        assert book.ruled_out(fact._replace(logged_in=True)) == {"first"}


def test_a_rule_may_say_all_that_there_is(files: dict[str, Any]) -> None:
    files["smtp-a.toml"]["rule"] = [{**WHOLE, **dict.fromkeys(rules.FLAGS, True)}]
    rule, _precedence = rules.load().by_stage[Stage.DATA][0]
    assert rule.flags == tuple((name, True) for name in rules.FLAGS)


@pytest.mark.parametrize(
    "change",
    [{"fault": "third"}, {"colour": "red"}, {"stage": "noop"}, {"enhanced": "5.7"}, {"regex": "("}],
    ids=lambda change: next(iter(change)),
)
def test_a_rule_that_is_not_well_formed_is_refused(
    files: dict[str, Any], change: dict[str, str]
) -> None:
    files["smtp-b.toml"]["rule"] = [{**SHORT, **change}]
    with pytest.raises((ValueError, KeyError, re.error)) as caught:
        rules.load()
    if change.keys() & {"fault", "colour"}:
        assert str(caught.value).startswith("rule short: unknown ")
        assert ("['colour']" in str(caught.value)) is ("colour" in change)


@pytest.mark.usefixtures("files")
class TestJudged:
    def fact(
        self, code: int, text: str = "", enhanced: str | None = None, **more: Any
    ) -> ReplyFact:
        return ReplyFact(Stage.RCPT, code, enhanced, text, **more)

    def test_the_rule_that_says_most_decides(self) -> None:
        assert rules.classify_reply(self.fact(550)) == Verdict("second", False, "mail")
        assert rules.classify_reply(self.fact(450)) == Verdict("second", True, "short")
        assert rules.classify_reply(self.fact(403)).temporary
        assert not rules.classify_reply(self.fact(399)).temporary
        found = rules.classify_reply(self.fact(550, enhanced="5.1.1"))
        assert found == Verdict("first", False, "number")

    def test_a_rule_may_say_itself_whether_it_passes(self) -> None:
        text = "Access denied for user bobb, see http://mx.example/help/relay"
        found = self.fact(550, text, "5.7.1", login=True)
        assert "whole" in [rule.id for _rank, rule in rules.ranked(found)]
        only = [one for one in rules.ranked(found) if one[1].id == "whole"]
        assert only[0][1].temporary is True

    def test_of_the_same_evidence_the_precedence_of_the_faults_decides(
        self, files: dict[str, Any]
    ) -> None:
        both = [{**NUMBER, "fault": fault, "id": fault} for fault in ("second", "first")]
        for entries in (both, both[::-1]):
            files["smtp-b.toml"]["rule"] = entries
            assert rules.classify_reply(self.fact(550, enhanced="5.1.1")).code == "first"

    def test_all_that_hold_the_one_that_says_most_first(self) -> None:
        found = rules.ranked(self.fact(550, enhanced="5.1.1"))
        assert [rule.id for _rank, rule in found] == ["number", "mail", "short"]
        assert [rank for rank, _rule in found] == sorted((rank for rank, _ in found), reverse=True)

    def test_what_the_session_disproves_is_passed_over(self) -> None:
        found = rules.ranked(self.fact(550, enhanced="5.1.1", logged_in=True))
        assert [rule.id for _rank, rule in found] == ["mail", "short"]

    @pytest.mark.parametrize(
        ("code", "text", "rule"),
        [
            (550, "no such user (#5.1.1)", "number"),
            (450, "no such user (#5.1.1)", "short"),
            (550, "no such user", "mail"),
        ],
    )
    def test_a_number_in_the_text_counts_if_it_is_of_the_replys_class(
        self, code: int, text: str, rule: str
    ) -> None:
        assert rules.classify_reply(self.fact(code, text)).rule == rule


def test_a_verdict_of_a_rule_that_says_whether_it_passes(files: dict[str, Any]) -> None:
    files["smtp-b.toml"]["rule"] = [{**SHORT, "temporary": False}]
    assert rules.classify_reply(ReplyFact(Stage.AUTH, 450, None, "")).temporary is False
    files["smtp-b.toml"]["rule"] = [{**SHORT, "temporary": True}]
    assert rules.classify_reply(ReplyFact(Stage.AUTH, 550, None, "")).temporary is True


def test_the_files_are_those_about_replies() -> None:
    names = sorted(one.name for one in Path(path("rules")).glob("smtp-*.toml"))
    found = rules.entries()
    assert list(found) == names
    assert all(found.values())
    assert len(names) > 3
