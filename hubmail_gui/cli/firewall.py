"""``hubmail firewall [FILE]``: what these settings need, with what answered just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, read_document
from hubmail_gui.cli.running import quiet
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.problems import Problem
    from hubmail_gui.core.settings import MailSettings


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("file", metavar="FILE", nargs="?", help=_("settings file"))


def run(context: Context) -> int:
    """List hosts, ports and protocols for whoever runs the firewall."""
    context.require_administrator()
    from hubmail_gui.service import firewall

    settings, problems = _settings(context)
    if settings is None:
        fault = Fault("settings.invalid", False, params={"count": str(len(problems))})
        return output.failure(context, fault._replace(field=problems[0].field), problems)
    found = quiet(context, lambda watch: firewall.note(settings, watch))
    if context.json:
        output.dump(firewall.note_json(found))
    else:
        for line in firewall.text(found).splitlines():
            output.say(line)
    return exits.OK


def _settings(context: Context) -> tuple[MailSettings | None, tuple[Problem, ...]]:
    """The settings in FILE, or what is stored, and what is wrong with them; no secret is needed."""
    if context.arguments.file is None:
        stored = context.configuration().stored()
        if stored is None:
            raise FaultError(Fault("settings.missing", params={"path": context.folder}))
        return stored.settings, ()
    from hubmail_gui import methods
    from hubmail_gui.core import settings

    document = read_document(context.arguments.file, context.arguments)
    read, problems = settings.read(document, methods.group, check=True)
    return (None if problems else read), tuple(problems)
