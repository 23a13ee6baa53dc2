"""Runs one command, and turns everything that can go wrong into words and an exit status."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from hubmail_gui.cli import output, terminal
from hubmail_gui.cli.context import Context, InputError, make
from hubmail_gui.core.outcome import Fault, FaultError

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Run the command that ``arguments`` name and return its exit status."""
    try:
        context = make(arguments)
    except FaultError as error:
        return output.failure(Context(arguments, ""), error.fault)
    # A mail that was accepted must not be handed over a second time because nobody could be told.
    return terminal.end(_status(context), told=arguments.command == "send")


def _status(context: Context) -> int:
    try:
        return _command(context)
    except FaultError as error:
        return output.failure(context, error.fault)
    except InputError as error:
        fault = Fault("settings.invalid", False, params={"count": "1"}, field=error.problem.field)
        return output.failure(context, fault, (error.problem,))
    except KeyboardInterrupt:
        return output.failure(context, Fault("cancelled"))
    except Exception as error:  # noqa: BLE001 - the top of the program
        from hubmail_gui.service import defects

        defects.keep_reports_in(context.folder)
        return output.failure(context, defects.fault(error))


def _command(context: Context) -> int:
    module = import_module(f"hubmail_gui.cli.{context.arguments.command}")
    status: int = module.run(context)
    return status
