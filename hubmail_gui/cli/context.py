"""What every command has at hand: its arguments, the service, where to write."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubmail_gui.core import system
from hubmail_gui.core.outcome import Fault, FaultError

if TYPE_CHECKING:
    from hubmail_gui.service.service import Service


@dataclass(frozen=True, slots=True)
class Context:
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

    def service(self) -> Service:
        """The service of the configuration folder."""
        from hubmail_gui.service.service import Service

        return Service(self.folder)

    def require_administrator(self) -> None:
        """Raise ``access.not_administrator`` for everybody else."""
        if not system.is_administrator():
            raise FaultError(
                Fault("access.not_administrator", params={"name": system.account().login})
            )


def make(arguments: argparse.Namespace) -> Context:
    """The context for ``arguments``."""
    folder = (
        arguments.config_dir
        or os.environ.get("HUBMAIL_CONFIG_DIR")
        or system.configuration_folder()
    )
    return Context(arguments, os.path.abspath(folder))


def read_secret(arguments: argparse.Namespace) -> str | None:
    """The secret from ``--secret-file`` or ``--secret-stdin``; None when neither was given.

    One line end at its end is not part of it: editors and ``echo`` add one.

    Raises:
        FaultError: the file cannot be read, or is no text.
    """
    try:
        if arguments.secret_stdin:
            raw = sys.stdin.buffer.read()
        elif arguments.secret_file is not None:
            with open(arguments.secret_file, "rb") as file:
                raw = file.read()
        else:
            return None
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        path = arguments.secret_file or "stdin"
        raise FaultError(
            Fault("settings.missing", False, f"{path}: {reason}", {"path": path})
        ) from None
    return text.removesuffix("\n").removesuffix("\r")


def read_document(path: str) -> object:
    """The JSON document in the file ``path``, or on standard input for ``-``.

    Raises:
        FaultError: ``settings.missing`` when it cannot be opened.
        ProblemError: ``field.not_json`` with the place.
    """
    import json

    from hubmail_gui.core.problems import ProblemError

    try:
        if path == "-":
            raw = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                raw = file.read()
    except OSError as error:
        raise FaultError(
            Fault("settings.missing", False, f"{path}: {error.strerror}", {"path": path})
        ) from None
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        raise ProblemError(
            "field.not_json", reason=error.msg, line=error.lineno, column=error.colno
        ) from None
    except UnicodeDecodeError:
        raise ProblemError("field.not_json", reason="UTF-8", line=1, column=1) from None
    except RecursionError:
        raise ProblemError("field.not_json", reason="depth", line=1, column=1) from None


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    from hubmail_gui.core.problems import ProblemError

    document = dict(pairs)
    if len(document) != len(pairs):
        raise ProblemError("field.not_json", reason="duplicate key", line=1, column=1)
    return document
