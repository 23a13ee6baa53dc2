"""``hubmail handover``: give the stored settings and secret to the account that sends for Hub."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import MESSAGE_BYTES, Context, InputError, standard_input
from hubmail_gui.cli.running import conclude, quiet, watched
from hubmail_gui.cli.secret_input import read_secret
from hubmail_gui.core import memory
from hubmail_gui.core.texts import _
from hubmail_gui.service.handover import giver
from hubmail_gui.service.handover import note as notes
from hubmail_gui.service.handover import parcel as parcels
from hubmail_gui.service.handover.note import Note
from hubmail_gui.service.handover.parcel import Answer, Parcel, Target

if TYPE_CHECKING:
    from hubmail_gui.core.watch import Watch


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    add = options.add_argument
    add("--to", metavar="ACCOUNT", help=_("account of the service; by default that of the unit"))
    if sys.platform != "win32":
        add("--unit", metavar="UNIT",
            help=_("systemd unit of the service; {unit} by default").format(unit=parcels.DEFAULT_UNIT))  # fmt: skip
        add("--folder", metavar="DIR", default="",
            help=_("folder of the service's settings; by default that of its command, or {folder}").format(folder=parcels.DEFAULT_FOLDER))  # fmt: skip
    add("--undo", action="store_true", help=_("take back what was handed over"))
    # What one part of a handover starts the next one with.
    add("--part", choices=("root", "account"), help=argparse.SUPPRESS)
    add("--pipe", help=argparse.SUPPRESS)


def run(context: Context) -> int:
    """Hand over and test as the service's account; with ``--undo`` remove all of it again."""
    arguments = context.arguments
    if arguments.part:
        return _part(context)
    context.require_administrator()
    undo = arguments.undo
    configuration = context.configuration()
    target = _target(arguments, remembered=notes.of(configuration.store) is not None)
    wish = giver.Wish(target, None if undo else read_secret(arguments), arguments.recipient)

    def work(watch: Watch) -> Answer:
        return (giver.take_back if undo else giver.give)(configuration, wish, watch)

    answer = (quiet if undo else watched)(context, work)
    undone = undo and answer.result.ok
    if context.json:
        told = parcels.more_json(answer, undone=undone)
        return output.finish(context, answer.result, told)
    if not undo:
        status = conclude(context, answer.result)
        _tell(answer, notes.of(configuration.store))
        return status
    if undone:
        output.say(_("What was handed over is gone from the service."))
    return output.finish(context, answer.result)


def _target(arguments: argparse.Namespace, *, remembered: bool) -> Target:
    """Who is named; of an undo nobody, where it is to be of whoever is ``remembered``."""
    account = arguments.to or ""
    if "unit" not in arguments:
        if not account and not (arguments.undo and remembered):
            raise InputError("to", "field.required")
        return Target(account, "", "")
    if arguments.undo and not (account or arguments.unit or arguments.folder):
        return Target("", "", "")
    return Target(account, arguments.unit or parcels.DEFAULT_UNIT, arguments.folder)


def _tell(answer: Answer, note: Note | None) -> None:
    result = answer.result
    if not result.saved:
        output.tell()
        if note is None or note.finished:
            output.tell(_("The service has what it had before."))
        else:
            words = _("The settings were not wholly handed over to {account}.")
            output.tell(words.format(account=note.target.account or note.target.unit))
        return
    words = (
        _("The account {account} can send.")
        if result.ok
        else _("The account {account} has the settings, but cannot send.")
    )
    output.say()
    output.say(words.format(account=answer.target.account))
    if answer.target.unit:
        output.say(
            _("A service that runs takes them when it is started again: {command}").format(
                command=f"systemctl try-restart {answer.target.unit}"
            )
        )


def _part(context: Context) -> int:
    """Another part of a handover, which an earlier one has started."""
    memory.keep_private()
    if context.arguments.pipe:
        return _answer_through_pipe(context)
    try:
        parcel = parcels.read(standard_input(MESSAGE_BYTES, context.arguments))
    except (OSError, ValueError):
        raise InputError("part", "field.not_json", reason="", line=1, column=1) from None
    answer = _acted(context, parcel)
    return output.finish(context, answer.result, parcels.more_json(answer))


def _answer_through_pipe(context: Context) -> int:
    """The account's part on Windows, where a task has no standard input."""
    if sys.platform == "win32":
        import json

        from hubmail_gui.core import windows_pipe
        from hubmail_gui.core.cancel import Cancel
        from hubmail_gui.service.result import result_json

        with windows_pipe.connect(context.arguments.pipe, Cancel(), _PIPE_SECONDS) as pipe:
            parcel = parcels.read(pipe.receive())
            answer = _acted(context, parcel)
            document = {**result_json(answer.result), **parcels.more_json(answer)}
            pipe.send(json.dumps(document).encode())
        return exits.status(answer.result.failure)
    raise InputError("pipe", "field.choice", choices="")


# For all that may go through it, the test included.
_PIPE_SECONDS = 900.0


def _acted(context: Context, parcel: Parcel) -> Answer:
    if context.arguments.part == "account":
        from hubmail_gui.service.handover import receiver

        service = context.service()
        result = quiet(context, lambda watch: receiver.receive(service, parcel, watch))
        return Answer(result, parcel.target)
    if sys.platform == "win32":
        raise InputError("part", "field.choice", choices="account")
    from hubmail_gui.service.handover import linux

    act = linux.take_back if parcel.undo else linux.hand_over
    return quiet(context, lambda watch: act(parcel, watch))
