"""``hubmail relay``: an SMTP listener for programs that speak only SMTP; no queue, nothing to lose."""

from __future__ import annotations

import argparse
import asyncio
import gc
import ipaddress
import logging
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output, relay_login
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.interrupts import cancelling
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.relay.server import Wishes


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--listen", metavar="ADDR:PORT", type=_address,
        help=_("where to listen; 127.0.0.1:2525 and [::1]:2525 by default"),
    )  # fmt: skip
    options.add_argument("--max-size", metavar="BYTES", type=_number, help=_("of a mail"))
    options.add_argument("--once", metavar="N", type=_number, help=_("end after N mails"))
    relay_login.takes(options)


def run(context: Context) -> int:
    """Hand each mail to the stored route while its client waits, until told to stop.

    No administrator is needed: whoever may read the settings and their secret may send.
    """
    if context.arguments.keep_login or context.arguments.forget_login:
        return relay_login.changed(context)
    from hubmail_gui.relay import server
    from hubmail_gui.relay.lines import Lines

    # It is switched off for commands that end at once (__main__); this one runs for months.
    gc.enable()
    # aiosmtpd tells addresses and commands to whoever listens to its log.
    logging.getLogger("mail").setLevel(logging.CRITICAL + 1)
    arguments = context.arguments
    wishes = _wishes(context)
    secret = read_secret(arguments)
    configuration = context.configuration()

    async def work() -> int:
        lines = Lines(configuration, secret, arguments.timeout)
        # What is wrong with the settings is told at once, not to the first client.
        await lines.route()
        return await server.serve(lines, wishes, _told_by_console(cancel) if windows else None)

    cancel, windows = Cancel(), sys.platform == "win32"
    try:
        with cancelling(cancel) if windows else nullcontext():
            count = asyncio.run(work())
    except KeyboardInterrupt:
        return exits.OK
    if context.json:
        output.dump({"mails": count, "failure": None})
    return exits.OK


def _told_by_console(cancel: Cancel) -> asyncio.Event:
    """What tells the running loop to end, where no signal does: Ctrl-C and the console's window."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(stop.set)

    cancel.add(wake)
    return stop


def _wishes(context: Context) -> Wishes:
    """How to listen.

    Raises:
        InputError: others can reach it, and nothing protects it.
    """
    from hubmail_gui.relay import server

    arguments = context.arguments
    usual = [("127.0.0.1", server.DEFAULT_PORT), ("::1", server.DEFAULT_PORT)]
    # The service manager's sockets are taken whatever was said, and wherever they are.
    addresses = server.passed_addresses() or ([arguments.listen] if arguments.listen else usual)
    inside = all(_loopback(host) for host, _port in addresses)
    return server.Wishes(
        addresses=addresses,
        largest=arguments.max_size or server.DEFAULT_BYTES,
        once=arguments.once or 0,
        login=None if inside else relay_login.login(context),
        said=lambda address: output.tell(f"listening on {address}"),
    )


def _loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback


def _address(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    host = host.strip("[]")
    try:
        ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
        number = int(port)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(
            _("an IP address and a port are expected, as 127.0.0.1:25")
        )
    return "127.0.0.1" if host == "localhost" else host, number


def _number(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 15 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(_("a number from 1 on is expected"))
    return number
