"""``hubmail restore``: back to the last settings that passed their test."""

from __future__ import annotations

from hubmail_gui.cli import output
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.texts import _


def run(context: Context) -> int:
    """Say which settings come back and what that changes; put them back, and test them."""
    context.require_administrator()
    service = context.service()
    recipient = context.arguments.recipient
    if not context.json:
        _announce(context)
    secret = read_secret(context.arguments)
    done = watched(context, lambda watch: service.restore(recipient, watch, secret))
    return conclude(context, done)


def _announce(context: Context) -> None:
    from hubmail_gui.service import last_good

    try:
        good = last_good.known(context.configuration())
    except FaultError:
        # Restoring says it.
        return
    if good is not None:
        output.tell(texts.labelled(_("Restored"), last_good.sentence(good)))
        for name, pair in good.changes:
            output.tell(f"    {texts.labelled(name, pair)}")
