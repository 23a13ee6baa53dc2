"""``hubmail rotate``: prove a new secret beside the stored one, and store it if it passed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output, pauses
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.service import rotation

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from hubmail_gui.core.watch import Watch
    from hubmail_gui.service.rotation import Rotation


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--expires", metavar="DATE", help=_("last day of the new secret, YYYY-MM-DD")
    )
    pairs = options.add_mutually_exclusive_group()
    pairs.add_argument(
        "--prepare", metavar="FILE",
        help=_("make the next key pair, write its certificate to FILE and print the letter that asks"
               " to have it uploaded; nothing is tested or changed"),
    )  # fmt: skip
    pairs.add_argument(
        "--prepared",
        action="store_true",
        help=_("test the key pair that was prepared, and put it in force if that passes"),
    )
    options.add_argument(
        "--persist", action="store_true",
        help=_("test again until the service knows the new secret"),
    )  # fmt: skip
    pauses.add(options)


def run(context: Context) -> int:
    """Test the stored settings with the new secret; only if that passes, swap the two."""
    context.require_administrator()
    if context.arguments.prepare is not None:
        return _prepare(context, context.arguments.prepare)
    done = watched(context, _swap(context))
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


def _swap(context: Context) -> Callable[[Watch], Rotation]:
    """What proves the new secret, or the key pair that was prepared, and swaps the two."""
    arguments, service = context.arguments, context.service()
    how = pauses.of(arguments) if arguments.persist else None
    tried = pauses.teller(context)
    if arguments.prepared:
        from hubmail_gui.service import renewal

        return lambda watch: renewal.swap(service, arguments.recipient, watch, how, tried)
    secret, expires = read_secret(arguments), _date(arguments.expires)
    if secret is None:
        raise InputError("secret", "field.required")
    return lambda watch: rotation.rotate(
        service, secret, arguments.recipient, watch, expires=expires, how=how, tried=tried
    )


def _prepare(context: Context, path: str) -> int:
    """Make the next key pair, or take that which waits; write its public part, print the letter."""
    from hubmail_gui.cli.running import quiet
    from hubmail_gui.service import renewal
    from hubmail_gui.store import given

    configuration = context.configuration()
    try:
        made = quiet(context, lambda watch: renewal.prepare(configuration, watch))
    except ProblemError as error:
        raise InputError("type", error.code, **error.params) from None
    try:
        given.write(path, made.renewal.public)
    except OSError as error:
        raise InputError("prepare", "output.unwritable", path=path, reason=error.strerror) from None
    if context.json:
        told = {"file": os.path.abspath(path), "thumbprint": made.renewal.name}
        ends = {"ends": made.renewal.ends.isoformat()}
        output.dump({**told, **ends, **made.letter._asdict(), "failure": None})
    else:
        output.say(made.letter.whole)
    return exits.OK


def _date(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return validation.iso_date(text)
    except ProblemError as error:
        raise InputError("secret_expires", error.code, **error.params) from None
