"""``hubmail --demo`` where there is no display: the same trial, in the terminal."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from hubmail_gui import demo, methods
from hubmail_gui.cli import output
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.running import conclude, watched
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.demo import Demo

# What the extra ``demo`` installs.
PACKAGES = ("aiosmtpd", "trustme")


def run(context: Context) -> int:
    """Save and test the demo's settings against its embedded server, step by step."""
    if not all(map(find_spec, PACKAGES)):
        missing = _("The trial needs the optional packages: pip install 'hubmail[demo]'")
        return output.wrong_usage(None, missing, json=context.json)
    with demo.running() as trial:
        stored = trial.service.configuration.stored()
        assert stored is not None
        known = methods.of(stored.settings).params(stored.settings)
        if not context.json:
            output.say(_("No display was found: the trial runs in the terminal."))
            output.say(
                _(
                    "Embedded SMTP server: {host}, port {port}. Nothing leaves this computer."
                ).format(host=known["host"], port=known["port"])
            )
            output.say()
        result = watched(
            context,
            lambda watch: trial.service.test_stored(None, context.arguments.recipient, watch),
        )
        status = conclude(context, result)
        if result.ok and not context.json:
            _show_relay(trial, stored.settings.sender)
        return status


def _show_relay(trial: Demo, sender: str) -> None:
    """What a program that speaks only SMTP hears."""
    relay = trial.relay()
    recipient = trial.service.configuration.profile().address
    answer = relay.answer(sender, recipient)
    output.say()
    output.say(
        _(
            "The relay listened on {address} and handed the mail of a program that speaks only"
            " SMTP to these settings. The program heard: {answer}"
        ).format(address=relay.address, answer=answer)
    )
