"""What a piece of a log, a stack trace or a reply says of a mail that did not go out.

The same rules as in a test judge a server's reply and a service's answer, wherever they are quoted;
words of libraries and of logs have theirs in ``resources/explain/words.toml``. Nothing is guessed: a
number that stands in a sentence is no reply, and "connection refused" is only looked at where the
text is about mail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hubmail_gui.core import resources
from hubmail_gui.core.facts import CloudFact, Verdict
from hubmail_gui.diagnosis import cloud_rules, quoted_replies
from hubmail_gui.diagnosis.phrases import Phrase, parse_phrases
from hubmail_gui.diagnosis.reply_text import read

# Of one line so much is looked at; a page's worth is one reply at most.
LONGEST_LINE = 1500
_NEAR = 12  # lines around one that may show that it is about mail
# True, but they say little: whatever else is found says more.
COARSE = frozenset(
    ("smtp.refused", "smtp.temporary", "smtp.protocol", "smtp.auth.temporary", "oauth.refused", "oauth.temporary",
     "graph.refused", "graph.temporary", "google.refused", "google.temporary", "tls.handshake")
)  # fmt: skip
_AADSTS = re.compile(r"AADSTS\d{4,8}(?!\d)", re.IGNORECASE)
_GRAPH = re.compile(
    r"\b(Error[A-Z][A-Za-z]{3,40}|Mailbox[A-Z][A-Za-z]{3,40}|Authorization_\w{3,40}"
    r"|InvalidAuthenticationToken|Application(?:Throttled|AccessPolicy)\w{0,20})\b"
)
_STATUS = re.compile(r"(?:\bstatus(?: ?code)?|\bHTTP(?:/\d(?:\.\d)?)?)\D{0,12}\b([45]\d\d)\b", re.I)
# Services whose refusals are not a mail server's, where the line names them.
_OTHERS = re.compile(
    r"\b(?:redis|mysql|mariadb|postgres\w{0,3}|mongo\w{0,4}|ldaps?|kafka|rabbitmq|amqps?|elasticsearch|jdbc"
    r"|memcached|etcd|consul|docker|kubelet|nginx|php-fpm|upstream|sshd|:(?:3306|5432|6379|27017|389|636|9200))\b",
    re.IGNORECASE,
)


class Evidence(NamedTuple):
    """One thing that the text says.

    Attributes:
        code: the fault that it means.
        temporary: whether trying again may help; None: as the catalogue says.
        words: what it was told by.
        at: where it stands in the text.
        tier: how much it says; more is more.
        params: values for the placeholders of the fault's words.
    """

    code: str
    temporary: bool | None
    words: str
    at: int
    tier: int
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    fault: str
    text: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    coarse: bool
    sure: bool
    temporary: bool | None


def find(text: str) -> list[Evidence]:
    """All that a text of some pages says, the most telling first, the newest of them first."""
    found = [*_replies(text), *_cloud(text)]
    found += _said(text, about_mail=bool(found))
    return sorted(found, key=lambda one: (one.tier, one.at), reverse=True)


# What every finding in a long log has near it, in lower case: a reply's code, or a word that failures
# are told with. To look for these costs little, and shows where it is worth a closer look.
SIGNS = (
    "421 ", "450 ", "451 ", "452 ", "454 ", "501 ", "503 ", "504 ", "530 ", "534 ", "535 ", "535-", "550 ", "550-",
    "551 ", "552 ", "553 ", "554 ", "554-", "aadsts", "error", "fail", "refus", "reject", "timed out", "timeout",
    "denied", "unable", "cannot", "could not", "couldn't", "doesn't", "does not", "not found", "not supported",
    "unknown", "expir", "invalid", "exception", "wrong", "mismatch", "did not match", "no such", "no route",
    "unreachable", "reset", "closed", "lost connection", "status=bounced", "status=deferred", "econn", "etimed",
    "enotfound", "eai_again", "verweiger", "fehl", "abgelehnt", "erreur", "échou", "rechaz", "négoci", "résolu",
    "拒", "失败", "失敗", "错误", "エラー", "ошибк", "отказ",
)  # fmt: skip


def _replies(text: str) -> Iterator[Evidence]:
    for reply in quoted_replies.find(text):
        verdict, telling = quoted_replies.judge(reply)
        coarse = verdict.code in COARSE
        if coarse and not reply.sure:
            continue
        if telling or reply.sure:
            tier = 1 if coarse else 3
            yield Evidence(verdict.code, verdict.temporary, reply.words, reply.at, tier, {})


def _cloud(text: str) -> Iterator[Evidence]:
    numbers = list(_AADSTS.finditer(text))
    if numbers:
        first = numbers[-1]
        # Several numbers in a row are one answer's.
        for earlier in reversed(numbers):
            if first.start() - earlier.end() < 300:
                first = earlier
        segment = text[first.start() : first.start() + 1500]
        # As the service would have sent it: a page with such a number in it may be of a stranger.
        body = json.dumps({"error_description": segment})
        yield _answer(CloudFact("token", _status(text, 400), {}, body), segment, first.start())
        return
    known = _graph_codes()
    hits = [hit for hit in _GRAPH.finditer(text) if hit[1].lower() in known]
    if hits:
        hit = hits[-1]
        message = text[max(0, hit.start() - 200) : hit.start() + 800]
        body = json.dumps({"error": {"code": hit[1], "message": message}})
        line = _line_at(text, hit.start())
        yield _answer(CloudFact("graph", _status(text, 403), {}, body), line, hit.start())
        return
    if other := cloud_rules.quoted(text):
        rule, fact = other
        at = _place(text, rule)
        yield _answer(fact, _line_at(text, at)[:LONGEST_LINE], at)


def _place(text: str, rule: cloud_rules.Rule) -> int:
    """Where the words stand that a rule looks at; the beginning if that cannot be told."""
    low = text.lower()
    places = (_phrase(low, one.lower()) for one in (*rule.text, *rule.code, *rule.error) if one)
    return min((place for place in places if place >= 0), default=0)


def _phrase(text: str, phrase: str) -> int:
    """Where a phrase stands in a text that may break it over its lines; -1: nowhere."""
    first, *_rest = words = phrase.split()
    at = text.find(first)
    while at >= 0:
        behind = text[at : at + LONGEST_LINE].split(None, len(words))[: len(words)]
        if " ".join(behind).startswith(" ".join(words)):
            return at
        at = text.find(first, at + 1)
    return -1


def _answer(fact: CloudFact, words: str, at: int) -> Evidence:
    verdict: Verdict = cloud_rules.classify_cloud(fact)
    params = dict(verdict.params)
    tier = 2 if verdict.code in COARSE else 4
    return Evidence(verdict.code, verdict.temporary, words, at, tier, params)


def _status(text: str, otherwise: int) -> int:
    match = _STATUS.search(text)
    return int(match[1]) if match else otherwise


@cache
def _graph_codes() -> frozenset[str]:
    return frozenset(code for rule in cloud_rules.rules() for code in rule.code)


def _said(text: str, *, about_mail: bool) -> Iterator[Evidence]:
    """What libraries and logs say in words."""
    rules, mail = _book()
    lines = list(_lines(text))
    readings = [read(line).words for _at, line in lines]
    mailing = [any(one.weight(words) for one in mail) for words in readings]
    for number, (at, line) in enumerate(lines):
        near = about_mail or any(mailing[max(0, number - _NEAR) : number + _NEAR + 1])
        elsewhere = not mailing[number] and _OTHERS.search(line) is not None
        best = _best(rules, readings[number], near=near and not elsewhere)
        if best is not None:
            tier = 0 if best.coarse or best.fault in COARSE else 2
            yield Evidence(best.fault, best.temporary, line.strip(), at, tier, {})


def _best(rules: tuple[_Rule, ...], words: str, *, near: bool) -> _Rule | None:
    weights = [
        (not rule.coarse, weight, rule.id, rule)
        for rule in rules
        if (near or rule.sure)
        and (weight := max(one.weight(words) for one in rule.text))
        and not any(one.weight(words) for one in rule.without)
    ]
    return max(weights)[3] if weights else None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line[:LONGEST_LINE]
        at += len(line) + 1


def _line_at(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)].strip()


@cache
def _book() -> tuple[tuple[_Rule, ...], tuple[Phrase, ...]]:
    import tomllib

    with open(resources.path("explain/words.toml"), "rb") as file:  # noqa: PTH123 - as elsewhere
        data = tomllib.load(file)
    rules = tuple(
        _Rule(
            id=entry["id"],
            fault=entry["fault"],
            text=_phrases(entry["text"]),
            without=_phrases(entry.get("without", ())),
            coarse=entry.get("coarse", False),
            sure=entry.get("sure", False),
            temporary=entry.get("temporary"),
        )
        for entry in data["rule"]
    )
    return rules, _phrases(data["mail"])


def _phrases(texts: list[str] | tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(phrase for text in texts for phrase in parse_phrases(text, {}))
