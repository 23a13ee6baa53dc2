"""Testing again until it works: for faults that heal without anybody changing the settings.

A permission that was just granted, an account that was just unlocked, greylisting or throttling:
there nothing helps but time. Everything else is told at once. Above all a password that was
refused is never tried twice: servers lock accounts for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.watch import Watch
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service.result import Result, failed

EVERY_SECONDS = 600.0
FOR_SECONDS = 24 * 3600.0
# A server that is asked too often is asked less and less often, down to this.
_LONGEST_PAUSE = 3600.0


class Try(NamedTuple):
    """One test of several.

    Attributes:
        at: RFC 3339 local time with offset at which it ended.
        code: ``ok``, or the fault's code.
    """

    at: str
    code: str


class Persistence(NamedTuple):
    """How often, and for how long.

    Attributes:
        every: seconds from one test to the next, unless the server asks for more.
        total: seconds after which no further test begins.
    """

    every: float = EVERY_SECONDS
    total: float = FOR_SECONDS


def until_passed(
    test: Callable[[Watch], Result],
    watch: Watch,
    how: Persistence,
    tried: Callable[[Try, float | None], None] = lambda _one, _pause: None,
    also: frozenset[str] = frozenset(),
) -> tuple[Result, tuple[Try, ...]]:
    """Test until it passes, another fault comes, or the time is over.

    Args:
        test: one test; it sends no mail unless it passes.
        watch: obeyed between the tests as in them.
        how: the pauses.
        tried: told of each test as it ends, and of the seconds to the next; None: it was the last.
        also: codes that time may cure in this case, besides those that it usually does.

    Returns:
        the last result, and every test.
    """
    began = time.monotonic()
    tries: list[Try] = []
    pause, first = how.every, ""
    while True:
        result = test(watch)
        failure = result.failure
        tries.append(Try(result.at, failure.code if failure else "ok"))
        first = first or tries[0].code
        if failure is None or failure.code != first or not (failure.code in also or heals(failure)):
            tried(tries[-1], None)
            return result, tuple(tries)
        pause = _next(pause, how, failure)
        if time.monotonic() - began + pause > how.total:
            tried(tries[-1], None)
            return result, tuple(tries)
        tried(tries[-1], pause)
        try:
            watch.cancel.pause(pause)
        except Cancelled:
            return failed(Fault("cancelled"), result.at), tuple(tries)


def heals(fault: Fault) -> bool:
    """Whether time alone may cure ``fault``, and trying meanwhile does no harm."""
    if fault.code in _NEVER:
        return False
    entry = catalogue.entry(fault.code)
    return entry.heals or (entry.temporary if fault.temporary is None else fault.temporary)


# Trying again would lock the account, or keep it locked.
_NEVER = frozenset({"cancelled", "internal", "smtp.auth.rejected", "smtp.auth.locked"})


def _next(pause: float, how: Persistence, failure: Fault) -> float:
    asked = failure.params.get("retry_after", "")
    if asked.isdigit():
        return max(how.every, float(asked))
    if failure.code.endswith((".throttled", ".rate_limited")):
        return min(pause * 2, max(_LONGEST_PAUSE, how.every))
    return how.every
