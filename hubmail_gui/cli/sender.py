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
    from hubmail_gui.discovery.domain import Findings


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
        _print(found)
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


def _print(found: Findings) -> None:
    none = _("none")
    of_spf, of_dmarc = found.spf, found.dmarc
    rows = [
        (_("Domain"), found.domain),
        ("MX", ", ".join(found.mx) or none),
        ("SPF", (of_spf.record if of_spf else None) or none),
        (_("Look-ups for SPF"), str(of_spf.lookups if of_spf else 0)),
        (_("SPF covers the route"), _covered(found.covers_route)),
        ("DMARC", (of_dmarc.record if of_dmarc else None) or none),
        *(("DKIM", f"{key.selector} {_yes(found=key.found)}") for key in found.dkim),
    ]
    for label, value in rows:
        output.say(texts.labelled(label, value))


def _covered(covers: bool | None) -> str:
    return _("cannot be told") if covers is None else _yes(found=covers)


def _yes(*, found: bool) -> str:
    return _("yes") if found else _("no")
