"""The one place that writes to standard output and standard error; nothing else of ``cli`` does.

Whoever reads may go (``| head -1``) and a disk may be full. Neither is a reason to stop a test half
way, or to end with another status than the command has earned: what cannot be written is dropped,
and only a command whose success is told by its output alone ends with ``UNTOLD`` when a full disk
took that. What cannot be shown in the encoding of an output is replaced by what can.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _

# The exit status of a success that could not be told: EX_TEMPFAIL of sysexits.h, try again.
UNTOLD = 75

# C0 and C1 but the line end, and what turns the direction of writing or breaks lines unseen.
_UNSEEN = (
    *range(10), *range(11, 32), *range(127, 160), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F),
    *range(0x2066, 0x206A), 0xFEFF,
)  # fmt: skip
_CONTROLS = dict.fromkeys(_UNSEEN, "\ufffd")
# In JSON they can be told without being acted on; those below U+0020 are escaped in any case.
_ESCAPED = {number: f"\\u{number:04x}" for number in _UNSEEN if number >= 127}

# For encodings that lack them.
_PLAIN = {
    "…": "...", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"',
    "»": '"', "\u00a0": " ", "\u202f": " ", "·": "-", "×": "x", "→": "->", "•": "*", "✔": "+",
    "✘": "x", "œ": "oe", "Œ": "OE", "€": "EUR", "\ufffd": "?",
}  # fmt: skip

# What kept standard output from being written, other than that nobody reads it any more.
_lost: list[OSError] = []


def say(text: str = "") -> None:
    """One line of a result, on standard output."""
    write(sys.stdout, shown(text) + "\n")


def tell(text: str = "") -> None:
    """One line of a message, on standard error."""
    write(sys.stderr, shown(text) + "\n")


def shown(text: str) -> str:
    """Without what would make a terminal do something: files and servers chose parts of it."""
    return text.translate(_CONTROLS)


def write(stream: TextIO | None, text: str) -> None:
    """``text`` as it is, on one of the two outputs, where there is one; raises nothing."""
    if stream is None:
        # A program started without a console has no outputs.
        return
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = "".join(_showable(letter, encoding) for letter in text)
    try:
        stream.write(text)
    except (OSError, ValueError) as error:
        _give_up(stream, error)


def flush(stream: TextIO | None) -> None:
    """Have what was written reach whoever reads; raises nothing."""
    if stream is None:
        return
    try:
        stream.flush()
    except (OSError, ValueError) as error:
        _give_up(stream, error)


def dump(document: object) -> None:
    """The one JSON object on standard output."""
    write(sys.stdout, _json(document, indent=2) + "\n")


def dump_list(name: str, entries: Iterable[object], more: Mapping[str, object]) -> Fault | None:
    """The one JSON object, whose list ``name`` is written as it comes: it may be long.

    Args:
        name: the key of the list.
        entries: its members. A fault before the first is raised; one after it is told as the
            object's ``failure``.
        more: what else stands in the object.

    Returns:
        The fault that ended the list before its end.
    """
    waiting = iter(entries)
    first = next(waiting, None)
    if first is None:
        dump({name: [], **more})
        return None
    write(sys.stdout, f'{{\n  "{name}": [\n    {_json(first)}')
    rest, fault = dict(more), None
    try:
        for entry in waiting:
            write(sys.stdout, f",\n    {_json(entry)}")
    except FaultError as error:
        from hubmail_gui.service.result import fault_json

        fault = error.fault
        rest["failure"] = fault_json(fault)
    write(sys.stdout, "\n  ]")
    for key, value in rest.items():
        write(sys.stdout, f",\n  {_json(key)}: {_json(value)}")
    write(sys.stdout, "\n}\n")
    return fault


def end(status: int, *, told: bool = False) -> int:
    """The exit status of a command that has written all that it had to say.

    Args:
        status: the one that it has earned.
        told: the status tells all that matters, and a second try would do harm.

    Returns:
        ``status``, or ``UNTOLD`` in the place of 0 where the result could not be written.
    """
    flush(sys.stdout)
    if _lost and status == 0 and not told:
        reason = _lost[0].strerror or ""
        tell(_("The result could not be written: {reason}").format(reason=reason))
        status = UNTOLD
    flush(sys.stderr)
    return status


def _json(document: object, indent: int | None = None) -> str:
    # Standard output may be in another encoding, where a substitute would falsify the data.
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding or "utf-8"
    if encoding.lower() in {"utf-8", "utf8"}:
        text = json.dumps(document, ensure_ascii=False, indent=indent).translate(_ESCAPED)
        try:
            text.encode()
        except UnicodeEncodeError:  # half a surrogate pair
            pass
        else:
            return text
    return json.dumps(document, indent=indent)


def _showable(letter: str, encoding: str) -> str:
    """The letter, or what comes nearest to it, in an encoding that may lack it."""
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        if letter in _PLAIN:
            return _PLAIN[letter]
        import unicodedata

        base = unicodedata.normalize("NFKD", letter)[0]
        return base if base.isascii() and base.isprintable() else "?"
    return letter


def _give_up(stream: TextIO, error: OSError | ValueError) -> None:
    """Write no more to ``stream``, and keep Python from complaining of it at the end."""
    if isinstance(error, OSError) and stream is sys.stdout and not _nobody_reads(error):
        _lost.append(error)
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
    except (OSError, ValueError):  # it is no open file
        return


def _nobody_reads(error: OSError) -> bool:
    if isinstance(error, BrokenPipeError):
        return True
    # How Windows says it.
    return sys.platform == "win32" and error.errno == errno.EINVAL
