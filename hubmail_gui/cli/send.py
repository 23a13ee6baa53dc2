"""``hubmail send``: how Hub's own services send their mail, in sendmail's manner."""

from __future__ import annotations

from argparse import SUPPRESS
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import MESSAGE_BYTES, Context, InputError, standard_input
from hubmail_gui.cli.running import quiet
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _
from hubmail_gui.service import submission
from hubmail_gui.store import given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.service.submission import Outcome


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes: what programs written for sendmail pass."""
    options.add_argument("-t", dest="from_headers", action="store_true",
                         help=_("take the recipients from the message"))  # fmt: skip
    options.add_argument("-i", dest="ignore_dots", action="store_true",
                         help=_("a line with a single dot does not end the message"))  # fmt: skip
    options.add_argument("-f", dest="sender", metavar="ADDR", help=_("envelope sender"))
    options.add_argument("-F", dest="sender_name", metavar="NAME",
                         help=_("name of the sender where the message has no From"))  # fmt: skip
    options.add_argument("-b", dest="mode", metavar="m", default="m", help=SUPPRESS)
    # -oi is -i, and others that mean nothing here.
    options.add_argument("-o", dest="sendmail_options", action="append", help=SUPPRESS)
    options.add_argument("recipients", metavar="RECIPIENT", nargs="*", help=_("recipients"))


def run(context: Context) -> int:
    """Send the message on standard input with the stored settings.

    No administrator is needed: whoever may read the settings and their secret may send.
    """
    arguments = context.arguments
    if arguments.mode != "m":
        # -bs, a conversation in SMTP on standard input, above all.
        other = _("Only a whole message is taken here (-bm); hubmail relay speaks SMTP.")
        return output.wrong_usage("send", other, json=context.json)
    if not arguments.recipients and not arguments.from_headers:
        unnamed = _("Name a recipient, or use -t.")
        return output.wrong_usage("send", unnamed, json=context.json)
    secret = read_secret(arguments)
    handed = submission.Submission(
        _message(arguments),
        tuple(arguments.recipients),
        arguments.from_headers,
        arguments.sender,
        arguments.sender_name,
    )
    configuration = context.configuration()
    outcome = quiet(context, lambda watch: submission.submit(configuration, handed, secret, watch))
    return _finish(context, outcome)


def _finish(context: Context, outcome: Outcome) -> int:
    """0 once somebody gets the mail and nobody may get it later; else what a caller needs to know."""
    result = outcome.result
    if context.json:
        from hubmail_gui.service.result import warning_json

        told = {
            "accepted": list(outcome.accepted),
            "refused": dict(outcome.refused),
            "message_id": result.message_id,
            "reply": result.attempt.reply,
            "warnings": [warning_json(one) for one in result.attempt.warnings],
            "errors": [],
        }
        output.end(context, told, result.failure, result.errors)
    else:
        output.finish(context, result)
    if outcome.refused and outcome.temporary:
        return exits.TEMPORARY
    return exits.status(result.failure)


def _message(arguments: argparse.Namespace) -> bytes:
    try:
        raw = standard_input(MESSAGE_BYTES, arguments)
    except given.TooLargeError:
        raise InputError("message", "message.too_large", limit=MESSAGE_BYTES >> 20) from None
    except OSError as error:
        raise InputError("message", "message.unreadable", reason=error.strerror) from None
    if arguments.ignore_dots:
        return raw
    lines: list[bytes] = []
    for line in raw.splitlines(keepends=True):
        # A lone dot ends the message, as it does for sendmail without -i.
        if line.rstrip(b"\r\n") == b".":
            break
        lines.append(line)
    return b"".join(lines)
