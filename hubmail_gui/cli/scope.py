"""``hubmail scope --forbidden ADDRESS``: prove that the application may not send as another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import quiet
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _
from hubmail_gui.service import scope

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--forbidden", metavar="ADDRESS", required=True,
        help=_("a mailbox that the application must not be able to send as"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Say what will happen, try it, and tell what it proved."""
    context.require_administrator()
    arguments = context.arguments
    secret = read_secret(arguments)
    configuration = context.configuration()
    output.tell(
        _(
            "Trying to send as {forbidden}. If the scope is open, one harmless mail goes to the"
            " recipient of the test mail, and to nobody else."
        ).format(forbidden=arguments.forbidden)
    )
    found = quiet(
        context,
        lambda watch: scope.prove(
            configuration, arguments.forbidden, arguments.recipient, secret, watch
        ),
    )
    if found.failure is not None or context.json:
        told: dict[str, Any] = {
            "forbidden": found.forbidden, "refused": found.refused, "code": found.code
        }  # fmt: skip
        return output.end(context, told, found.failure, found.errors)
    output.say(
        _("Refused, as it should be: {forbidden} cannot be used [{code}].").format(
            forbidden=found.forbidden, code=found.code
        )
    )
    return exits.OK
