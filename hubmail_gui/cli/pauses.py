"""Commands that test more than once: their options, and what they tell on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from hubmail_gui.cli import output
from hubmail_gui.cli.arguments import seconds
from hubmail_gui.core.texts import _
from hubmail_gui.service.persistence import EVERY_SECONDS, FOR_SECONDS, Persistence

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.cli.context import Context
    from hubmail_gui.service.persistence import Persistence, Try

_LONGEST_EVERY = 24 * 3600
_LONGEST_TOTAL = 30 * 24 * 3600


def add(options: argparse.ArgumentParser) -> None:
    """Add how often to test, and for how long."""
    options.add_argument(
        "--every", metavar="S", type=partial(seconds, longest=_LONGEST_EVERY),
        help=_("seconds from one test to the next; 600 by default"),
    )  # fmt: skip
    options.add_argument(
        "--for", metavar="S", dest="total", type=partial(seconds, longest=_LONGEST_TOTAL),
        help=_("seconds after which no further test begins; a day by default"),
    )  # fmt: skip


def of(arguments: argparse.Namespace) -> Persistence:
    """What the options say."""
    return Persistence(arguments.every or EVERY_SECONDS, arguments.total or FOR_SECONDS)


def teller(context: Context) -> Callable[[Try, float | None], None]:
    """Tells of each test that is not the last, as it ends."""

    def tell(one: Try, pause: float | None) -> None:
        if pause is not None and not context.json:
            output.tell(
                _("{at}: {code}. Next test in {seconds} s; Ctrl-C ends it.").format(
                    at=one.at, code=one.code, seconds=round(pause)
                )
            )

    return tell


def json(tries: Iterable[Try]) -> list[dict[str, Any]]:
    """The tests as a result has them."""
    return [{"at": one.at, "code": one.code} for one in tries]
