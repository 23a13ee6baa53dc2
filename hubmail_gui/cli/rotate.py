"""``hubmail rotate``: prove a new secret beside the stored one, and store it if it passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.cli import output, pauses
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.service import rotation

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--expires", metavar="DATE", help=_("last day of the new secret, YYYY-MM-DD")
    )
    options.add_argument(
        "--persist", action="store_true",
        help=_("test again until the service knows the new secret"),
    )  # fmt: skip
    pauses.add(options)


def run(context: Context) -> int:
    """Test the stored settings with the new secret; only if that passes, swap the two."""
    context.require_administrator()
    arguments = context.arguments
    secret = read_secret(arguments)
    if secret is None:
        raise InputError("secret", "field.required")
    service = context.service()
    done = watched(
        context,
        lambda watch: rotation.rotate(
            service,
            secret,
            arguments.recipient,
            watch,
            expires=_date(arguments.expires),
            how=pauses.of(arguments) if arguments.persist else None,
            tried=pauses.teller(context),
        ),
    )
    if context.json:
        told = {"attempts": pauses.json(done.tries), "swapped": done.swapped}
        return output.finish(context, done.result, told)
    status = conclude(context, done.result)
    output.tell()
    output.tell(
        _("The new secret is stored; the old one is gone.")
        if done.swapped
        else _("The stored secret is still the old one.")
    )
    return status


def _date(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return validation.iso_date(text)
    except ProblemError as error:
        raise InputError("secret_expires", error.code, **error.params) from None
