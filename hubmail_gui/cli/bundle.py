"""``hubmail bundle FILE``: one file for support, refused if any known secret is in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context, InputError
from hubmail_gui.cli.running import quiet
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core.texts import _
from hubmail_gui.service import bundle
from hubmail_gui.store import given

if TYPE_CHECKING:
    import argparse

    from hubmail_gui.core.watch import Watch


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument("file", metavar="FILE", help=_("the file to write; it must not exist yet"))


def run(context: Context) -> int:
    """Put settings, last test, history, versions and surroundings into one file."""
    context.require_administrator()
    path = context.arguments.file
    secret = read_secret(context.arguments)
    configuration = context.configuration()

    def work(watch: Watch) -> bytes:
        return bundle.made(configuration, secret, watch.cancel)

    data = quiet(context, work)
    try:
        # Never over something else, and for nobody's eyes but the person's own.
        given.write(path, data, new=True)
    except OSError as error:
        raise InputError("file", "output.unwritable", path=path, reason=error.strerror) from None
    if context.json:
        output.dump({"file": os.path.abspath(path), "bytes": len(data), "failure": None})
    else:
        output.say(
            _("{path} is written, {bytes} bytes. No known secret is in it.").format(
                path=path, bytes=len(data)
            )
        )
    return exits.OK
