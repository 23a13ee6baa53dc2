"""``hubmail show``: the stored settings, never the secret, and the last test's result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.settings import Stored


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--expiry", action="store_true",
        help=_("exit with 0 while the secret is fine, 1 from 30 days before its end, 2 from 7 days before"),
    )  # fmt: skip


def run(context: Context) -> int:
    """Print what is stored; with ``--expiry`` only say how long its secret lasts."""
    context.require_administrator()
    configuration = context.configuration()
    stored = configuration.stored()
    if stored is None:
        raise FaultError(Fault("settings.missing", params={"path": context.folder}))
    if context.arguments.expiry:
        from hubmail_gui.cli import expiry

        return expiry.show(context, stored)
    last = configuration.last_test()
    if context.json:
        output.dump(
            {
                "settings": _settings(stored),
                "revision": stored.revision,
                # The reference is only ever written after its secret was stored and read back.
                "secret_stored": stored.secret is not None,
                "last_test": last,
                "failure": None,
            }
        )
    else:
        _print(stored, last)
    return exits.OK


def _settings(stored: Stored) -> dict[str, Any]:
    document = dict(stored.document())
    document.pop("secret", None)
    return document


def _print(stored: Stored, last: dict[str, Any] | None) -> None:
    from hubmail_gui.cli import listing

    for label, value in listing.rows(stored):
        output.say(texts.labelled(label, value))
    output.say()
    output.say(listing.last_test(stored, last))
    settings = stored.settings
    # Most settings have neither, and this command is on a start-up budget.
    if settings.secret_expires or getattr(settings.authentication, "certificate", None):
        from hubmail_gui.service import expiry

        if ending := expiry.warning(settings):
            output.warn((ending,))
