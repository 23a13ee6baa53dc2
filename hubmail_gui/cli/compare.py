"""``hubmail compare A B``: two settings files or support bundles side by side."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError, read_document
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.service import comparison

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "a", metavar="A", help=_("settings file, support bundle, or the number of a revision")
    )
    options.add_argument("b", metavar="B", help=_("the one to compare it with"))


def run(context: Context) -> int:
    """Print what differs; differences are no failure."""
    context.require_administrator()
    arguments = context.arguments
    if _is_revision(arguments.a) and _is_revision(arguments.b):
        return _tell(context, _between_revisions(context, int(arguments.a), int(arguments.b)))
    sides = [comparison.side(read_document(one, arguments)) for one in (arguments.a, arguments.b)]
    if problems := tuple(problem for one in sides for problem in one.problems):
        fault = Fault("settings.invalid", False, params={"count": str(len(problems))})
        return output.failure(context, fault, problems)
    return _tell(context, comparison.between(*sides))


def _is_revision(text: str) -> bool:
    """Whether it is meant as a number: a file of that name is a file."""
    return text.isascii() and text.isdigit() and len(text) < 10 and not os.path.exists(text)


def _between_revisions(context: Context, a: int, b: int) -> list[comparison.Difference]:
    """What the history tells; a secret differs without values."""
    from hubmail_gui.service import revisions

    try:
        found = revisions.between(context.configuration().history(), a, b)
    except ProblemError as error:
        raise InputError("revision", error.code, **error.params) from None
    hidden = _("one secret"), _("another")
    return [comparison.Difference(key, *(pair or hidden)) for key, pair in found.items()]


def _tell(context: Context, differences: list[comparison.Difference]) -> int:
    if context.json:
        found = [{"field": one.field, "a": one.a, "b": one.b} for one in differences]
        output.dump({"differences": found, "failure": None})
        return exits.OK
    for one in differences:
        output.say(texts.labelled(one.field, f"{_shown(one.a)} | {_shown(one.b)}"))
    if not differences:
        output.say(_("Nothing differs."))
    return exits.OK


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("on") if value else _("off")
    lines = str(value).splitlines() or [""]
    return lines[0] if len(lines) == 1 else f"{lines[0]} …"
