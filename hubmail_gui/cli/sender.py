"""``hubmail sender [ADDRESS]``: what the DNS says about the sender's domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.cli.running import quiet
from hubmail_gui.core import system, texts
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.settings import MailSettings


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "asked", metavar=_("ADDRESS"), nargs="?",
        help=_("an address or a domain; by default the stored sender's"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Print what was found; what should be mended is a warning, and no failure."""
    from hubmail_gui.service import looking

    asked = context.arguments.asked
    settings = _stored(context, needed=asked is None)
    if asked is None:
        asked = settings.sender if settings else context.configuration().profile().address
    if not asked:
        message = _("No sender is stored: say which address or domain is meant.")
        return output.wrong_usage("sender", message, json=context.json)
    try:
        found = quiet(context, lambda watch: looking.sender(asked, settings, watch))
    except looking.AskedError as error:
        problem = error.problem
        raise InputError(problem.field, problem.code, **dict(problem.params)) from None
    if context.json:
        output.dump(looking.findings_json(found))
    elif found.fault is not None:
        output.explain(found.fault)
    else:
        for label, value in looking.findings_rows(found):
            output.say(texts.labelled(label, value))
        output.warn(found.warnings)
    return exits.status(found.fault)


def _stored(context: Context, *, needed: bool) -> MailSettings | None:
    """The stored settings; where they are not ``needed``, whoever may not read them does without."""
    if needed:
        context.require_administrator()
    elif not system.is_administrator():
        return None
    try:
        stored = context.configuration().stored()
    except FaultError:
        if needed:
            raise
        return None
    return stored.settings if stored else None
