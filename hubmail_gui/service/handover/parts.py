"""Starting the program again as somebody else, with what it needs to know in a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from subprocess import PIPE
from typing import Any

from hubmail_gui.core import background, foreign
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError

# Of what another part may answer, which holds a transcript.
_LONGEST = 1 << 22
# With these pkexec and sudo end where a person is not to become root, or does not want to: pkexec(1),
# "Return value", and what a shell says of a program that it cannot start. Ours never ends so.
_NOT_STARTED = frozenset({126, 127})
_SUDO_REFUSES = 1


def command(part: str, folder: str) -> list[str]:
    """The command line of another part of a handover: all else it is told through a pipe.

    Args:
        part: ``root`` or ``account``.
        folder: of its settings; empty: its own.
    """
    # Isolated, so that nothing is imported from the folder or the variables of whoever calls.
    program = [] if getattr(sys, "frozen", False) else ["-I", "-m", "hubmail_gui"]
    place = ["--config-dir", folder] if folder else []
    return [sys.executable, *program, "--json", *place, "handover", "--part", part]


def ask(
    command: Sequence[str],
    sent: bytes,
    seconds: float,
    cancel: Cancel,
    hidden: str | None = None,
    **how: Any,  # noqa: ANN401 - what Popen takes
) -> Mapping[str, Any]:
    """The JSON object with which a command answers what is ``sent`` to it.

    Args:
        command: its command line.
        sent: to its standard input.
        seconds: how long it may take.
        cancel: ends it.
        hidden: the secret, which nothing that it says may show.
        how: what ``subprocess.Popen`` takes.

    Raises:
        FaultError: ``handover.no_answer``, or ``handover.not_root``: it was not even started.
        Cancelled: stopping was asked for.
    """
    try:
        child = subprocess.Popen(  # noqa: S603 - this program itself, or what makes root of a person
            command, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd="/", **how
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _no_answer(getattr(error, "strerror", None)) from None
    try:
        out, err = background.call(lambda: child.communicate(sent), seconds, cancel)
    except TimeoutError:
        raise _no_answer(None) from None
    finally:
        # One of root's is not ours to end.
        with suppress(OSError):
            child.kill()
    try:
        return understood(out, err, hidden)
    except FaultError as error:
        raise _refused(child.returncode, error.fault) from None


def _refused(status: int, fault: Fault) -> FaultError:
    """What a part that gave no answer has said: perhaps it was not even started."""
    refused = status == _SUDO_REFUSES and (fault.reply or "").startswith("sudo: ")
    if refused or status in _NOT_STARTED:
        return FaultError(Fault("handover.not_root", reply=fault.reply))
    return FaultError(fault)


def understood(out: bytes, err: bytes, hidden: str | None) -> Mapping[str, Any]:
    """The object with which a part has answered.

    Args:
        out: what should be one.
        err: what it said beside it.
        hidden: the secret.

    Raises:
        FaultError: ``handover.no_answer``, with the last line of what it said.
    """
    document = None
    with suppress(ValueError, RecursionError):
        document = json.loads(out[:_LONGEST])
    if isinstance(document, dict):
        return document
    said = err.decode("utf-8", "replace").strip().splitlines()
    raise _no_answer(foreign.line(Mask(hidden)(said[-1])) if said else None)


def _no_answer(reason: str | None) -> FaultError:
    return FaultError(Fault("handover.no_answer", reply=reason))
