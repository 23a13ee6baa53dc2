"""``hubmail restore``: back to the last settings that passed their test."""

from __future__ import annotations

from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret


def run(context: Context) -> int:
    """Put the last settings that passed their test back, and test them."""
    context.require_administrator()
    service = context.service()
    recipient = context.arguments.recipient
    secret = read_secret(context.arguments)
    done = watched(context, lambda watch: service.restore(recipient, watch, secret))
    return conclude(context, done)
