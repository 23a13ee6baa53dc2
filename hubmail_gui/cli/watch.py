"""``hubmail watch``: test again and again until it works or another fault comes."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from hubmail_gui.cli import output, pauses
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.service import persistence

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.persistence import Try
    from hubmail_gui.service.result import Result


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    pauses.add(options)


def run(context: Context) -> int:
    """Test what is stored until the test passes or another fault comes; nothing is changed."""
    context.require_administrator()
    # It is switched off for commands that end at once (__main__); this one may run for days.
    gc.enable()
    secret = read_secret(context.arguments)
    recipient = context.arguments.recipient
    service = context.service()

    def work(watch: Watch) -> tuple[Result, tuple[Try, ...]]:
        return persistence.until_passed(
            lambda one: service.test_stored(secret, recipient, one),
            watch,
            pauses.of(context.arguments),
            pauses.teller(context),
        )

    result, tries = watched(context, work)
    if context.json:
        return output.finish(context, result, {"attempts": pauses.json(tries)})
    return conclude(context, result)
