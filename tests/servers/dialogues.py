"""A conversation played without a socket: replies in, commands out."""

from __future__ import annotations

from collections.abc import Sequence

from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery.commands import (
    Command,
    Dialogue,
    Encrypt,
    Receive,
    RefusedError,
    Send,
    Think,
)
from hubmail_gui.delivery.reply import ReplyReader


def played(
    conversation: Dialogue[object], said: Sequence[str]
) -> tuple[list[Command], object, list[str]]:
    """The commands of a conversation to which these replies come, its result, and what was left.

    The result is what it returned, or the error that it raised.
    """
    commands: list[Command] = []
    replies = list(said)
    answer: object = None
    while True:
        try:
            command = conversation.send(answer)
        except StopIteration as stop:
            return commands, stop.value, replies
        except (RefusedError, FaultError) as error:
            return commands, error, replies
        commands.append(command)
        answer = _answer(command, replies)


def _answer(command: Command, replies: list[str]) -> object:
    if isinstance(command, Think):
        return command.work()
    if isinstance(command, Encrypt):
        return "TLS 1.3"
    if not isinstance(command, Receive):
        return None
    reader = ReplyReader()
    reader.feed(f"{replies.pop(0)}\r\n".encode())
    return reader.next()


def lines(commands: Sequence[Command]) -> list[str]:
    """What was sent, without the mail itself."""
    return [
        one.data.decode().removesuffix("\r\n")
        for one in commands
        if isinstance(one, Send) and one.shown is None
    ]


def fault_of(result: object) -> tuple[str, str | None, str | None]:
    """Code, reply and field of the fault with which it ended."""
    assert isinstance(result, FaultError)
    return result.fault.code, result.fault.reply, result.fault.field


def sent(step: Step, stage: Stage, line: str) -> list[Command]:
    """One command line and the reply to it."""
    return [Send(step, f"{line}\r\n".encode()), Receive(step, stage)]
