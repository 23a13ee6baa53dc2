"""Many mails from many clients through one relay, to stand-ins that fail one mail in twenty.

A mail's number stands in its recipient's address; what the stand-in does with it follows from the
number, so each side knows what the other has to have seen.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from tests.relay.clients import Told

# One in twenty fails, each time in another way.
EVERY = 20
WAYS = (
    "recipient for now", "recipient for good", "mail for now", "mail for good",
    "broken off", "taken and broken off",
)  # fmt: skip
_NUMBER = re.compile(rb"m(\d+)@example\.com")


def way(number: int) -> str:
    """What the stand-in does with a mail; empty: it takes it."""
    return WAYS[number // EVERY % len(WAYS)] if number % EVERY == 7 else ""


def expected_class(number: int) -> int:
    """The class of the reply that its client has to hear."""
    kind = way(number)
    return 2 if not kind else 5 if kind.endswith("for good") else 4


def expected_copies(number: int) -> int:
    """How often the stand-in has to have taken it."""
    return int(way(number) in ("", "taken and broken off"))


def number_of(text: bytes) -> int:
    """A mail's number; 0 for the test mail of the set-up."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else 0


@dataclass
class Taken:
    """What a stand-in took: the numbers, with how often."""

    numbers: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, number: int) -> None:
        with self.lock:
            self.numbers[number] += 1


@dataclass(frozen=True)
class Figures:
    """What it came to, counted on both sides."""

    mails: int
    accepted: int
    refused_for_now: int
    refused_for_good: int
    lost: int
    twice: int
    wrong: int
    a_second: float
    memory_begin: int
    memory_end: int

    def __str__(self) -> str:
        return json.dumps(self.__dict__)


def figures(told: Told, taken: Taken, count: int) -> Figures:
    """Lost: accepted, and not there. Twice: more often there than once. Wrong: another answer, or
    another number of copies, than the stand-in's doing asks for."""
    numbers = range(1, count + 1)
    classes = Counter(told.codes.get(one, 0) // 100 for one in numbers)
    copies = taken.numbers
    wrong = [
        one
        for one in numbers
        if (told.codes.get(one, 0) // 100, copies[one])
        != (expected_class(one), expected_copies(one))
    ]
    tenth = max(1, len(told.memory) // 5)
    return Figures(
        mails=count,
        accepted=classes[2],
        refused_for_now=classes[4],
        refused_for_good=classes[5],
        lost=sum(told.codes.get(one, 0) // 100 == 2 and copies[one] == 0 for one in numbers),
        twice=sum(copies[one] > 1 for one in numbers),
        wrong=len(wrong),
        a_second=round(count / told.seconds, 1),
        memory_begin=max(told.memory[:tenth], default=0),
        memory_end=max(told.memory[-tenth:], default=0),
    )
