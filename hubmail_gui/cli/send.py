"""``hubmail send``: how Hub's own services send their mail, in sendmail's manner."""

from __future__ import annotations

import sys

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, read_secret
from hubmail_gui.cli.running import quiet
from hubmail_gui.core.texts import _


def run(context: Context) -> int:
    """Send the message on standard input with the stored settings.

    No administrator is needed: whoever may read the settings and their secret may send.
    """
    from hubmail_gui.service import submission

    arguments = context.arguments
    if not arguments.recipients and not arguments.from_headers:
        output.tell(_("Name a recipient, or use -t."))
        return exits.USAGE
    if arguments.secret_stdin:
        output.tell(_("Standard input is the message here; use --secret-file."))
        return exits.USAGE
    secret = read_secret(arguments)
    handed = submission.Submission(
        _message(ignore_dots=arguments.ignore_dots),
        tuple(arguments.recipients),
        arguments.from_headers,
        arguments.sender,
    )
    service = context.service()
    result = quiet(context, lambda watch: submission.submit(service, handed, secret, watch))
    return output.finish(context, result)


def _message(*, ignore_dots: bool) -> bytes:
    raw = sys.stdin.buffer.read()
    if ignore_dots:
        return raw
    lines: list[bytes] = []
    for line in raw.splitlines(keepends=True):
        # A lone dot ends the message, as it does for sendmail without -i.
        if line.rstrip(b"\r\n") == b".":
            break
        lines.append(line)
    return b"".join(lines)
