"""``hubmail restore``: back to the last settings that passed their test."""

from __future__ import annotations

from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import conclude, watched


def run(context: Context) -> int:
    """Put the last settings that passed their test back, and test them."""
    context.require_administrator()
    service = context.service()
    recipient = context.arguments.recipient
    return conclude(context, watched(context, lambda watch: service.restore(recipient, watch)))
