"""``hubmail apply FILE``: what Save does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import output
from hubmail_gui.cli.context import Context, read_document
from hubmail_gui.cli.running import conclude, quiet, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _
from hubmail_gui.service.draft import Given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.service.result import Result


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("file", metavar="FILE", help=_("settings file, or - for standard input"))
    options.add_argument("--check", action="store_true", help=_("only say what would change"))


def run(context: Context) -> int:
    """Validate FILE, store it with its secret, and test it; with ``--check`` only compare."""
    context.require_administrator()
    arguments = context.arguments
    document = read_document(arguments.file, arguments)
    service = context.service()
    given = Given(document, read_secret(arguments))
    if arguments.check:
        return _check(context, quiet(context, lambda w: service.preview(given, w)))
    result = watched(context, lambda watch: service.apply(given, arguments.recipient, watch))
    return conclude(context, result)


def _check(context: Context, result: Result) -> int:
    if not context.json and result.failure is None:
        fields = ", ".join(result.fields)
        output.say(
            _("This would change: {fields}").format(fields=fields)
            if fields
            else _("Nothing would change.")
        )
    return output.finish(context, result)
