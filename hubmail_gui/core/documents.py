"""Settings files as people have them: any editor's encoding, and words for what is no JSON in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

# Windows' Notepad calls the first two "Unicode" (RFC 2781 section 3.2).
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_EMPTY = N_("the file is empty")
_NOT_TEXT = N_("it is not UTF-8 text")
_TOO_LARGE = N_("too large")
_YAML = N_("it looks like YAML or an INI file, and JSON begins with a brace")
_COMMENT = N_("JSON has no comments")
_LAST_COMMA = N_("there is a comma before a closing bracket")
_CURLY = N_("there are typographic quotation marks, and JSON wants straight ones")
_SINGLE = N_("names and texts stand in double quotation marks")
_PYTHON = N_("true, false and null are written in small letters")
_BLANK = N_("there is a no-break space (U+00A0)")
_SHORT = N_("the file ends before its brackets are closed")
_MORE = N_("something follows after the end")
_BACKSLASH = N_("a backslash in a text is written twice")
_COMMA = N_("a comma or a closing bracket is missing before this place")
_COLON = N_("a colon is missing before this place")
_UNQUOTED = N_("a name or text without quotation marks")
_VALUE = N_("a value is missing")
_HTML = N_("it is a web page (HTML)")
_ARCHIVE = N_("it is an archive or an office document")
# What files begin with that are no text, and that nobody would look for here.
_BEGINNINGS = ((b"PK\3\4", _ARCHIVE), (b"\x1f\x8b", _ARCHIVE), (b"\xd0\xcf\x11\xe0", _ARCHIVE))

# How each shows where the reader stopped; the first that is there counts.
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"//|/\*|#"), _COMMENT),
    (re.compile(r"[\u2018-\u201f\u00ab\u00bb]"), _CURLY),
    (re.compile(r"'"), _SINGLE),
    (re.compile(r"True\b|False\b|None\b|TRUE\b|FALSE\b|NULL\b"), _PYTHON),
    (re.compile(r"[\u00a0\u200b\ufeff]"), _BLANK),
    (re.compile(r"\\"), _BACKSLASH),
)


def parse(raw: bytes, twice: Callable[[list[tuple[str, object]]], object]) -> object:
    """The JSON document in a file; line breaks inside a text, as of a pasted key, are taken.

    Args:
        raw: the file's content.
        twice: makes an object of its pairs, and refuses a name that is there twice.

    Raises:
        ProblemError: ``field.not_json`` with what it is instead, its line and column.
    """
    if reason := _something_else(raw):
        raise _not_json(reason)
    text = _text(raw)
    try:
        document: object = json.loads(text, object_pairs_hook=twice, strict=False)
    except json.JSONDecodeError as error:
        raise _not_json(_why(text, error), error.lineno, error.colno) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a tower of lists
        raise _not_json(_TOO_LARGE) from None
    return document


def output_problem(document: object) -> Problem | None:
    """Why a document cannot be settings: it is what one of the commands printed with ``--json``."""
    if not isinstance(document, Mapping) or "authentication" in document:
        return None
    inside = document.get("settings")
    if document.keys() == {"settings"} and isinstance(inside, Mapping):
        return Problem("", "file.is_wrapped", {})
    for command, keys in _OUTPUTS.items():
        if keys <= document.keys():
            code = "file.is_output" if command == "show" else "file.is_other_output"
            return Problem("", code, {"command": command})
    return None


_OUTPUTS = {
    "show": {"settings", "secret_stored"},
    "test": {"ok", "steps", "failure"},
    "history": {"history", "failure"},
    "detect": {"candidates", "asked"},
    "schema": {"$schema", "properties"},
}


def _something_else(raw: bytes) -> str:
    """What a file is by how it begins; empty where it may be text with settings."""
    start = raw[:400].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in b"{[" or raw[:2] in _UTF16:
        return ""
    known = next((reason for bytes_, reason in _BEGINNINGS if start.startswith(bytes_)), "")
    if known:
        return known
    if re.match(rb"<(?:!doctype|html|head|body)\b", start, re.IGNORECASE):
        return _HTML
    if start[:1] == b"\x30" or re.search(rb"(?m)^[ \t]{0,40}-----BEGIN", start):
        from hubmail_gui.core import keyfiles

        kind = keyfiles.kind_of(raw)
        if kind in keyfiles.NAMES:
            return _("it is {what}").format(what=_(keyfiles.NAMES[kind]))
    return ""


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-16") if raw[:2] in _UTF16 else raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - before.rfind(b"\n")
        raise _not_json(_NOT_TEXT, before.count(b"\n") + 1, column) from None


def _not_json(reason: str, line: int = 1, column: int = 1) -> ProblemError:
    return ProblemError("field.not_json", reason=_(reason), line=line, column=column)


def _why(text: str, error: json.JSONDecodeError) -> str:
    """What stands where the reader stopped, as a person would say it."""
    start, rest = text.lstrip(), text[error.pos : error.pos + 20].lstrip(" \t\r\n")
    if not start:
        return _EMPTY
    sign = next((reason for pattern, reason in _SIGNS if pattern.match(rest)), None)
    if sign and not (sign is _COMMENT and error.pos == 0 and not start.startswith("/")):
        return sign
    if start[0] not in '{["' and error.msg != "Extra data":
        return _YAML
    return _by_message(text, error, rest)


def _by_message(text: str, error: json.JSONDecodeError, rest: str) -> str:
    before = text[: error.pos].rstrip()
    if rest[:1] in ("}", "]") and before.endswith(","):
        return _LAST_COMMA
    if not rest or error.msg.startswith("Unterminated"):
        return _SHORT
    known = {
        "Extra data": _MORE,
        "Expecting ',' delimiter": _COMMA,
        "Expecting ':' delimiter": _COLON,
    }
    for message, reason in known.items():
        if error.msg.startswith(message):
            return reason
    if error.msg.startswith("Illegal trailing comma"):
        return _LAST_COMMA
    if error.msg.startswith("Invalid \\"):
        return _BACKSLASH
    return _UNQUOTED if re.match(r"\w", rest) else _VALUE
