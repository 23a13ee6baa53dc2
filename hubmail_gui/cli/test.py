"""``hubmail test [FILE]``: what Test does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli.context import Context, read_document
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _
from hubmail_gui.service.draft import Given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.result import Result


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("file", metavar="FILE", nargs="?", help=_("settings file"))


def run(context: Context) -> int:
    """Send a test mail with FILE, or with what is stored; nothing is saved."""
    context.require_administrator()
    arguments = context.arguments
    document = read_document(arguments.file, arguments) if arguments.file else None
    secret = read_secret(arguments)
    service = context.service()
    recipient = arguments.recipient

    def work(watch: Watch) -> Result:
        if document is None:
            return service.test_stored(secret, recipient, watch)
        return service.test(Given(document, secret), recipient, watch)

    return conclude(context, watched(context, work))
