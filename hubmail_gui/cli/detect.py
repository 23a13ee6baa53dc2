"""``hubmail detect [ADDRESS|DOMAIN|HOST]``: how mail leaves, found without a mail or a password."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.cli.running import quiet
from hubmail_gui.core import texts
from hubmail_gui.core.texts import N_, _
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import looking

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.discovery.candidates import Candidate
    from hubmail_gui.discovery.search import Detected

_TRUST = {
    "starttls": (N_("STARTTLS, certificate verified"), N_("STARTTLS, certificate not verified")),
    "tls": (N_("TLS, certificate verified"), N_("TLS, certificate not verified")),
}


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "asked", metavar=_("ADDRESS|DOMAIN|HOST"), nargs="?",
        help=_("where to look; by default the sender's address, or your own"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Look in every place at once, and print the best way first."""
    asked = context.arguments.asked
    if asked is None:
        context.require_administrator()
        asked = looking.usual_question(context.configuration())
        if asked is None:
            message = _("No sender is stored: say for which address, domain or host to look.")
            return output.wrong_usage("detect", message, json=context.json)
    try:
        found = quiet(context, lambda watch: looking.detect(asked, watch, _Teller(context)))
    except looking.AskedError as error:
        problem = error.problem
        raise InputError(problem.field, problem.code, **dict(problem.params)) from None
    if context.json:
        output.dump(looking.detected_json(found))
    else:
        _print(found)
    return exits.status(found.fault)


class _Teller:
    """Tells of each candidate as soon as it is found."""

    def __init__(self, context: Context) -> None:
        self._silent = context.json

    def __call__(self, one: Candidate) -> None:
        if not self._silent:
            output.say(_("Found: {server}").format(server=_line(one)))
            if sys.stdout:
                sys.stdout.flush()


def _line(one: Candidate) -> str:
    """One candidate: where, how well protected, whose."""
    if one.host is None:
        return str(one.provider)
    place = f"{one.host}:{one.port}"
    if one.certificate is None:
        protection = _("not encrypted") if one.encryption == "none" else _("not reached from here")
    else:
        verified, unverified = _TRUST[str(one.encryption)]
        protection = _(verified if one.certificate.trusted else unverified)
    parts = [place, protection, *([one.provider] if one.provider else [])]
    return ", ".join(parts)


def _print(found: Detected) -> None:
    if found.fault is not None:
        output.explain(found.fault)
        return
    output.say()
    output.say(_("The best first:"))
    for number, one in enumerate(found.candidates, 1):
        output.say(f"  {number}. {_line(one)}")
        if one.certificate is not None and one.certificate.code is not None:
            output.say(f"     {_title(one)} [{one.certificate.code}]")
    output.say()
    output.say(_("Settings of the first, for hubmail apply:"))
    output.say(json.dumps(dict(found.candidates[0].settings), ensure_ascii=False, indent=2))


def _title(one: Candidate) -> str:
    assert one.certificate is not None
    params = {"host": str(one.host), "port": str(one.port)}
    return catalogue.words(str(one.certificate.code), texts.language(), params).title
