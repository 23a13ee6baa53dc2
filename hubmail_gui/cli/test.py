"""``hubmail test [FILE]``: what Test does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli.context import Context, read_document
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse


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
    result = watched(
        context, lambda watch: service.test(document, secret, arguments.recipient, watch)
    )
    return conclude(context, result)
