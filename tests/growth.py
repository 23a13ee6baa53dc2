"""Measuring growth: what ten times the text costs, and texts that make bad expressions costly."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from tests.left_out import WINDOWS

SHORT, LONG = 10_000, 100_000
# Ten would be linear; what is quadratic takes a hundred times as long.
MOST = 20
# Seconds of processor time that are too few to be compared with anything; Windows counts it in
# sixty-fourths of a second.
NOTHING = 0.05 if WINDOWS else 0.012

FILLERS = (
    " ", "\t", "\n", "a", "A", "0", "İ", "\U0001f600", "\u00ad", "@", "<", ">", "=", ".", "-", "_", "\\",
    "&", "%", ":", "/", '"', "'", ",", "a@", "a.", "1.", "a ", "a-", "a:", "<a", "\\u00", "&#",
)  # fmt: skip


def seconds(work: Callable[[str], object], text: str, times: int = 3) -> float:
    """Processor time of ``work(text)``: the least of several runs."""
    best = float("inf")
    for _run in range(times):
        began = time.process_time()
        work(text)
        best = min(best, time.process_time() - began)
    return best


def factor(work: Callable[[str], object], text: Callable[[int], str]) -> float:
    """How many times as long ``work`` takes for 100,000 characters as for 10,000.

    0 where the short one is done at once: what is quadratic has fifty million steps to take there.
    """
    if seconds(work, text(SHORT), times=1) < NOTHING:
        return 0.0
    short = seconds(work, text(SHORT), times=2)
    if short < NOTHING:  # it was the machine that took its time
        return 0.0
    doubled = seconds(work, text(2 * SHORT), times=2) / short
    if doubled > 3.2:  # the long one would take minutes
        return float(doubled ** math.log2(LONG / SHORT))
    grown = seconds(work, text(LONG), times=1) / short
    if grown < MOST:
        return grown
    # A busy machine tells the truth only now and then: the least of several runs does.
    again = min(short, seconds(work, text(SHORT)))
    return min(grown, seconds(work, text(LONG), times=2) / max(again, NOTHING))


def repeated(start: str, filler: str, end: str) -> Callable[[int], str]:
    """A maker of texts: ``start``, then ``filler`` again and again, then ``end``."""
    return lambda length: start + filler * (length // len(filler)) + end


def against(expression: re.Pattern[Any]) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Texts that are hard for this very expression: what it wants, begun again and again."""
    pattern = expression.pattern
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    wanted = _sample(re._parser.parse(text, expression.flags & ~re.UNICODE))  # type: ignore[attr-defined]
    starts = dict.fromkeys(("", wanted, wanted[:-1], wanted[: len(wanted) // 2], wanted[:3]))
    fillers = dict.fromkeys((*FILLERS, *(start for start in starts if start)))
    for start, filler in product(starts, fillers):
        yield f"{start!r} {filler!r}*", repeated(start, filler, "\x01")
    for one, other in product(FILLERS[:8], (" ", "a", "0", ".")):
        yield f"({one!r} {other!r})*", repeated("", one + other, "")


def _sample(parsed: Any) -> str:
    """A short text that the expression matches, or nearly."""
    found = ""
    for kind, value in parsed:
        name = str(kind)
        if name == "LITERAL":
            found += chr(value)
        elif name == "NOT_LITERAL":
            found += "x" if value != ord("x") else "y"
        elif name == "IN":
            found += _member(value)
        elif name == "ANY":
            found += "x"
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, inner = value
            found += _sample(inner) * max(least, min(1, int(most)))
        elif name == "BRANCH":
            found += _sample(value[1][0])
        elif name in {"SUBPATTERN", "ATOMIC_GROUP"}:
            found += _sample(value[-1] if name == "SUBPATTERN" else value)
    return found


def _member(members: Any) -> str:
    """A character of a class."""
    kinds = [(str(kind), value) for kind, value in members]
    if kinds[0][0] == "NEGATE":
        return "x"
    for name, value in kinds:
        if name == "LITERAL":
            return chr(value)
        if name == "RANGE":
            return chr(value[0])
    category = str(kinds[0][1])
    return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(category, "w")
