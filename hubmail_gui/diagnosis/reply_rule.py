"""One rule about SMTP replies: its conditions, and how much it says when they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from hubmail_gui.core.facts import ReplyFact, Stage
from hubmail_gui.diagnosis.phrases import Phrase
from hubmail_gui.diagnosis.reply_text import Reading


class Evidence(IntEnum):
    """What a rule judges by, the most telling last.

    Words say why more reliably than numbers do: 5.7.1 is sent for everything from an unknown user
    to spam. Only where the words are vague ("access denied") a number that is exact says more.
    """

    NOTHING = 0  # the step alone
    CODE = 1  # the reply code
    HINT = 2  # words that say what was refused, but not why; or a number of that kind
    NUMBER = 3  # the enhanced status code
    CAUSE = 4  # words that say why
    MARK = 5  # one server's own sentence or sign, which only it uses and only so


# How much a rule says, the weightiest first; see Rule.rank.
Rank = tuple[int, int, int, int, int, int, int, str]


@dataclass(frozen=True, slots=True)
class CodePattern:
    """``535``, or with places left open ``53x`` or ``5xx``."""

    prefix: str

    def exactness(self, code: int) -> int:
        """How many digits are as wanted; 0 if any is not."""
        return len(self.prefix) if str(code).startswith(self.prefix) else 0


@dataclass(frozen=True, slots=True)
class EnhancedPattern:
    """``5.7.139``; ``x.7.139`` for any class; ``5.7.606-649`` for a range of details."""

    kind: str
    subject: str
    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> EnhancedPattern:
        """Reads a pattern of a rule.

        Raises:
            ValueError: it is none.
        """
        match = re.fullmatch(r"([245x])\.([0-7])\.(\d+)(?:-(\d+))?", text)
        if match is None:
            raise ValueError(f"no enhanced status code: {text}")
        kind, subject, first, last = match.groups()
        return cls(kind, subject, int(first), int(last or first))

    def exactness(self, enhanced: str | None) -> int:
        """3 for this very code, 2 with any class, 1 in a range; 0 if it is another one."""
        if enhanced is None:
            return 0
        kind, subject, detail = enhanced.split(".")
        if subject != self.subject or not self.first <= int(detail) <= self.last:
            return 0
        if self.kind not in ("x", kind):
            return 0
        return 1 if self.first != self.last else 2 if self.kind == "x" else 3


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of a rule file; a condition that is empty or None always holds.

    Attributes:
        id: its name, unique over all files.
        fault: the fault code.
        stages: the commands whose replies it is about.
        family: the server whose own words it quotes.
        hint: its words or numbers only say what was refused, not why.
        codes, enhanced: one of these is the reply's.
        text: one of these phrases is in the reply.
        also: and one of these.
        without: and none of these.
        link: one of these is part of the address of a page that the reply points to.
        regex: this is found in the words.
        flags: the attributes that the fact must have, with their values.
        temporary: whether trying again may help; None: the reply code says it.
    """

    id: str
    fault: str
    stages: frozenset[Stage]
    family: str = ""
    hint: bool = False
    codes: tuple[CodePattern, ...] = ()
    enhanced: tuple[EnhancedPattern, ...] = ()
    text: tuple[Phrase, ...] = ()
    also: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    link: tuple[str, ...] = ()
    regex: re.Pattern[str] | None = None
    flags: tuple[tuple[str, bool], ...] = ()
    temporary: bool | None = None

    @property
    def evidence(self) -> Evidence:
        """What it judges by."""
        quotes = self.text or self.link or self.regex
        if quotes and not self.hint:
            return Evidence.MARK if self.family else Evidence.CAUSE
        if self.hint:
            return Evidence.HINT
        if self.enhanced:
            return Evidence.NUMBER
        return Evidence.CODE if self.codes else Evidence.NOTHING

    def rank(
        self, fact: ReplyFact, enhanced: str | None, reading: Reading, precedence: int
    ) -> Rank | None:
        """How much it says about the reply; None where a condition does not hold.

        In this order: the evidence, the precedence of its fault (higher first), how much it
        quotes, how exact its enhanced code and its code are, its flags, and how few commands it is
        about. The id at the end makes the order total.
        """
        if fact.stage not in self.stages:
            return None
        if any(getattr(fact, name) is not value for name, value in self.flags):
            return None
        code = max((one.exactness(fact.code) for one in self.codes), default=-1)
        number = max((one.exactness(enhanced) for one in self.enhanced), default=-1)
        if code == 0 or number == 0:
            return None
        quoted = self._quoted(reading)
        if quoted is None:
            return None
        flags, stages = len(self.flags), -len(self.stages)
        return (int(self.evidence), precedence, quoted, number, code, flags, stages, self.id)

    def _quoted(self, reading: Reading) -> int | None:
        """How many characters of the reply it quotes; None where its words are not there."""
        weight = 0
        for wanted in (self.text, self.also):
            if wanted:
                found = max(one.weight(reading.words) for one in wanted)
                if not found:
                    return None
                weight += found
        if self.link:
            found = max((len(part) for part in self.link if part in reading.links), default=0)
            if not found:
                return None
            weight += found
        if self.regex is not None:
            match = self.regex.search(reading.words)
            if match is None:
                return None
            weight += match.end() - match.start()
        if any(one.weight(reading.words) for one in self.without):
            return None
        return weight
