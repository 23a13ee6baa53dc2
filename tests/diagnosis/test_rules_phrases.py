"""The phrases of the rules: what they find, what they do not, and what is no phrase."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hubmail_gui.diagnosis.phrases import NEAR, parse_phrases
from hubmail_gui.diagnosis.reply_rule import CodePattern, EnhancedPattern
from hubmail_gui.diagnosis.reply_text import read
from hubmail_gui.diagnosis.rules import entries

NAMED = {"refused": "denied|refused|not allowed"}


def weight(phrase: str, text: str) -> int:
    return max(one.weight(read(text).words) for one in parse_phrases(phrase, NAMED))


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    phrase: str
    text: str
    quoted: int


CASES = [
    Case("words", "access denied", "Access DENIED.", 13),
    Case("words in another order", "access denied", "Denied access", 0),
    Case("whole words only", "full", "Successfully fulfilled", 0),
    Case("any ending", "relay* denied", "relaying denied", 11),
    Case("any ending of this word only", "relay* denied", "relay was denied", 0),
    Case("in between", "relay* ... denied", "Relay to <bob@example.test> was denied", 11),
    Case("too far apart", "relay ... denied", f"relay {'x' * NEAR} denied", 0),
    Case("a later beginning fits", "mail denied", "mail of mail denied", 11),
    Case("choice", "(user|mailbox) unknown", "Mailbox unknown", 14),
    Case("choice or nothing", "user (is|) unknown", "User unknown", 11),
    Case("choice or nothing, taken", "user (is|) unknown", "User is unknown", 13),
    Case("nothing first", "(the|) user", "user", 4),
    Case("a phrase as a choice", "quota (exceed* ... limit|full)", "quota exceeded the limit", 17),
    Case("a phrase or else a word", "quota (exceed* ... limit|full|used)", "Quota used", 9),
    Case("an ending inside a choice", "quota (be* exceeded|full)", "Quota being exceeded", 16),
    Case("several words as a choice", "quota (used up|full)", "Quota used up", 12),
    Case("named words", "relay* <refused>", "relaying not allowed", 16),
    Case("named words in a choice", "relay* (<refused>|bad)", "relaying refused", 12),
    Case("accents do not count", "boîte pleine", "BOITE PLEINE", 12),
    Case("apostrophes do not count", "doesn't exist", "Doesn’t exist", 13),
    Case("script without spaces", "授权码", "请使用授权码登录", 3),
    Case("scripts side by side", "smtp 服务 ... 未开启", "您的SMTP服务还未开启", 10),
    Case("mail address", "@ unknown", "<bob@example.test>: unknown", 9),
    Case("IP address", "ipaddr blocked", "192.0.2.25 blocked", 14),
    Case("IPv6 address", "ipaddr blocked", "[2001:db8::25] blocked", 14),
    Case("longer words", "full", "Fuller than before", 0),
    Case("a longer word at the end", "(user|mailbox) full", "Mailbox fuller than before", 0),
    Case("one letter", "(x|y) unknown", "Y unknown", 8),
    Case("script, then a word", "服smtp", "您的服SMTP", 6),
    Case("word, then script", "smtp服", "SMTP服务", 6),
    Case("scripts without spaces, apart", "(用户|客户) 授权", "用户不能授权", 0),
    Case("nothing at all", "(user|)", "Mailbox", 0),
    Case("nothing or something", "(|user)", "User", 4),
    Case("nothing last", "user (unknown|)", "User gone", 4),
    Case("nothing, or else something", "user (|is) unknown", "User is unknown", 13),
    Case("the first beginning fits", "mail (denied|refused)", "Mail denied: no mail", 10),
    Case("the one in the middle fits", "mail (denied|refused)", "Mail of mail denied by mail", 10),
    Case("each letter of a script", "(授|x) (a|b)", "授授 a", 2),
    Case("another order, in between", "relay ... denied", "Denied: relay", 0),
    Case("the nearer one fits", "relay ... denied (to|for)", "Relay denied to x, denied", 13),
    Case(
        "the later one fits", "relay ... denied (to|for)", "Relay denied x denied to y denied", 13
    ),
    Case(
        "the later one is too far",
        "relay ... denied (to|for)",
        f"Relay denied {'x' * NEAR} denied to",
        0,
    ),
    Case("the second of two alike", "relay ... 授 (a|b)", "relay 授授 a", 7),
    Case("named words after a choice", "(user|mailbox) <refused>", "Mailbox refused", 14),
    Case("not in the address of a page", "blocked", "See https://blocked.example.test/blocked", 0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_phrase_is_found_where_it_is_said(case: Case) -> None:
    assert weight(case.phrase, case.text) == case.quoted


def test_weight_is_what_is_quoted() -> None:
    assert weight("relay* ... <refused>", "Relaying to you was refused") == len("relayrefused")


@pytest.mark.parametrize(
    "phrase",
    ["", "...", "a ... ", "(a|(b|c))", "a | b", "a)", "wh*le", "<nothing> here", "a ... (b|)",
     "(wh*l|b)", "(|)"],
)  # fmt: skip
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"phrase|words|near|end"):
        parse_phrases(phrase, NAMED)


def test_one_more_phrase_for_each_choice_that_is_one() -> None:
    assert len(parse_phrases("quota (exceed* ... limit|full|used)", NAMED)) == 2
    assert len(parse_phrases("quota (exceed* ... limit|over the*)", NAMED)) == 2
    assert len(parse_phrases("quota (a ... b|c ... d)", NAMED)) == 2
    assert len(parse_phrases("quota (full|used)", NAMED)) == 1


def test_plain_words_stay_as_near_as_they_were_said() -> None:
    assert weight("relay ... denied now", "Relay to x denied now") == len("relaydenied now")


def test_every_list_of_words_is_used() -> None:
    files = entries()
    listed = {name for data in files.values() for name in data.get("words", {})}
    used = repr([data.get("rule") for data in files.values()])
    assert [name for name in sorted(listed) if f"<{name}>" not in used] == []


@pytest.mark.parametrize(
    ("pattern", "code", "exactness"),
    [("535", 535, 3), ("53", 535, 2), ("5", 535, 1), ("4", 535, 0)],
)
def test_code_pattern(pattern: str, code: int, exactness: int) -> None:
    assert CodePattern(pattern).exactness(code) == exactness


@pytest.mark.parametrize(
    ("pattern", "enhanced", "exactness"),
    [
        ("5.7.139", "5.7.139", 3),
        ("x.7.139", "4.7.139", 2),
        ("5.7.606-649", "5.7.649", 1),
        ("5.7.606-649", "5.7.650", 0),
        ("5.7.1", "5.7.139", 0),
        ("5.7.1", "4.7.1", 0),
        ("5.7.1", None, 0),
    ],
)
def test_enhanced_pattern(pattern: str, enhanced: str | None, exactness: int) -> None:
    assert EnhancedPattern.parse(pattern).exactness(enhanced) == exactness


@pytest.mark.parametrize("pattern", ["", "5.7", "3.7.1", "5.8.1", "5.7.x", "5.7.1-"])
def test_what_is_no_enhanced_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no enhanced status code"):
        EnhancedPattern.parse(pattern)
