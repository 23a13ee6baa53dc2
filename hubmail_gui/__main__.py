"""A command or the window? Decided with the least imports."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: list[str] | None = None) -> int:
    """Run ``hubmail``: the command on the command line, or else the window."""
    # A start makes much and drops little: looking for garbage meanwhile finds none.
    gc.disable()
    _take_first_descriptors()
    from hubmail_gui.cli import terminal
    from hubmail_gui.cli.arguments import parse

    given = parse(sys.argv[1:] if arguments is None else arguments)
    if given.version:
        from hubmail_gui import __version__

        terminal.say(f"hubmail {__version__}")
        return terminal.end(0)
    if given.command is None and not _has_display():
        if not given.demo:
            return _without_window(given)
        given.command = "demo"
        gc.enable()
    if given.command:
        from hubmail_gui.cli.main import run

        status = run(given)
        # All memory goes with the process: nothing needs to be looked for in it at the end.
        gc.freeze()
        return status
    from hubmail_gui.cli.context import make

    folder = make(given).folder
    from hubmail_gui.window import app

    return app.run(folder, demo=given.demo, language=given.lang)


def gui() -> int:
    """Run ``hubmail-gui``: the same program without a console."""
    return main()


def _without_window(given: Namespace) -> int:
    """Say what to do where Qt would only abort the process."""
    from hubmail_gui.cli import output, terminal
    from hubmail_gui.core.texts import _

    message = _("No display was found for the window. hubmail --help lists the commands.")
    return terminal.end(output.wrong_usage(None, message, json=given.json))


def _take_first_descriptors() -> None:
    """Let no file of ours become standard output or error because none was there (``>&-``)."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
