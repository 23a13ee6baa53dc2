"""What every command has at hand: its arguments, the service, where to write."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core import system
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import _
from hubmail_gui.core.watch import TEST_SECONDS
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.store import given

if TYPE_CHECKING:
    from hubmail_gui.service.configuration import Configuration
    from hubmail_gui.service.service import Service


class Context(NamedTuple):
    """One run of a command.

    Attributes:
        arguments: the parsed command line.
        folder: the configuration folder.
    """

    arguments: argparse.Namespace
    folder: str

    @property
    def json(self) -> bool:
        """Whether standard output holds exactly one JSON object."""
        return bool(self.arguments.json)

    def configuration(self) -> Configuration:
        """What is known of the configuration folder; loads nothing that changes or tests it."""
        made = Configuration(self.folder)
        made.store.until = self.arguments.until
        return made

    def service(self) -> Service:
        """The actions on the configuration folder."""
        from hubmail_gui.service.service import Service

        return Service(self.configuration())

    def require_administrator(self) -> None:
        """Raise ``access.not_administrator`` for everybody else."""
        if not system.is_administrator():
            raise FaultError(Fault("access.not_administrator", params={"name": system.login()}))


def make(arguments: argparse.Namespace) -> Context:
    """The context for ``arguments``.

    Raises:
        FaultError: ``settings.unwritable``: no folder was named, and this account has none.
    """
    folder = (
        arguments.config_dir
        or os.environ.get("HUBMAIL_CONFIG_DIR")
        or system.configuration_folder()
    )
    return Context(arguments, system.absolute(folder))


class InputError(Exception):
    """What was given to read is not what is needed; carries the problem up to whoever shows it."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(field, code, params)


# A certificate authority's whole bundle takes a quarter of the first; a key file some kB; and no
# server takes a mail of more than this.
DOCUMENT_BYTES, SECRET_BYTES, MESSAGE_BYTES = 1 << 20, 1 << 16, 1 << 26


def standard_input(limit: int, arguments: argparse.Namespace) -> bytes:
    """All of standard input; nothing where the program has none.

    Raises:
        TooLargeError: there are more than ``limit`` bytes.
        OSError: it cannot be read, or not within ``--timeout``.
    """
    if not sys.stdin:
        return b""
    return given.read_open(sys.stdin.fileno(), limit, _left(arguments))


def read_file(path: str, limit: int, arguments: argparse.Namespace) -> bytes:
    """The content of a file that was named on the command line.

    Raises:
        TooLargeError: it has more than ``limit`` bytes.
        OSError: it cannot be read, or not in time.
    """
    # A pipe that nobody writes to is not waited for without end, whatever was said.
    return given.read(path, limit, _left(arguments) or TEST_SECONDS)


def _left(arguments: argparse.Namespace) -> float | None:
    """What is left of ``--timeout``, in seconds, and a little at least; None where none was said."""
    until = arguments.until
    return None if until is None else max(0.01, until - time.monotonic())


def typed(prompt: str, arguments: argparse.Namespace) -> str:
    """What a person types at the terminal, unseen.

    Raises:
        OSError: not in time.
    """
    return _typed(prompt, _left(arguments))


def read_source(path: str, arguments: argparse.Namespace) -> bytes:
    """What somebody saved or pastes: the file ``path``, or standard input for ``-``.

    Raises:
        InputError: ``message.source_unreadable``.
    """
    try:
        if path == "-":
            return standard_input(MESSAGE_BYTES, arguments)
        return read_file(path, MESSAGE_BYTES, arguments)
    except given.TooLargeError:
        reason = _("it is too large")
    except OSError as error:
        reason = error.strerror or ""
    raise InputError("message", "message.source_unreadable", path=path, reason=reason)


def _typed(prompt: str, seconds: float | None) -> str:
    """What a person types at the terminal, unseen (OSError: not in time)."""
    import getpass
    import signal

    if seconds is None or sys.platform == "win32":
        return getpass.getpass(prompt)

    def late(_number: int, _frame: object) -> None:
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    # It interrupts the main thread where it reads, and getpass shows again what is typed.
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return getpass.getpass(prompt)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def read_document(path: str, arguments: argparse.Namespace) -> object:
    """The JSON document in the file ``path``, or on standard input for ``-``.

    Raises:
        FaultError: ``settings.corrupt`` when it cannot be opened, or does not come in time.
        InputError: ``field.not_json`` with the place.
    """
    try:
        read = read_file if path != "-" else lambda _path, *more: standard_input(*more)
        raw = read(path, DOCUMENT_BYTES, arguments)
    except given.TooLargeError:
        raise InputError("", "field.not_json", reason=_("too large"), line=1, column=1) from None
    except OSError as error:
        raise FaultError(Fault("settings.corrupt", False, error.strerror, {"path": path})) from None
    from hubmail_gui.core import documents

    try:
        document = documents.parse(raw, _no_twins)
    except ProblemError as error:
        raise InputError("", error.code, **error.params) from None
    if document is None:
        # Not to be taken for no file at all.
        raise InputError("", "field.type", expected=_("a group of settings"))
    return document


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(twice, "field.twice")
    return document
