"""Reads what an HTTPS request of the Microsoft routes was answered: numbers, codes and messages.

Nothing here judges. Entra ID answers in the form of RFC 6749 section 5.2 with numbers of its own,
Graph in that of OData (https://learn.microsoft.com/graph/errors), and whatever stands in between
answers as it likes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hubmail_gui.core.facts import CloudFact
from hubmail_gui.core.foreign import cut

# Deeper nesting than Microsoft's own (error, innerError, a message that is JSON) is somebody's game.
_DEPTH = 8
_NUMBER = re.compile(r"AADSTS(\d{4,8})(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z0-9_]*")
# Characters of one message, and of all that is searched; Microsoft's own have some hundred.
_ENOUGH = 16 * 1024
_SEARCHED = 64 * 1024
_LONGEST_NAME = 300  # of a code, a word, an id
_MOST = 32  # of messages, words, codes and numbers
_QUOTED = r'"([^"\\]*+(?:\\.[^"\\]*+)*+)'
_BROKEN_WORD = re.compile(r'"(?:error|suberror)"\s*:\s*"([A-Za-z_]+)"')
_BROKEN_CODE = re.compile(r'"code"\s*:\s*"([\w.]+)"', re.IGNORECASE)
_BROKEN_TEXT = re.compile(r'"(?:error_description|message)"\s*:\s*' + _QUOTED, re.IGNORECASE)
_PAGE = re.compile(r"<(!doctype html|html|head|body|title|meta)\b")
_ID_IN_TEXT = {
    "correlation_id": re.compile(r"\bCorrelation ID: *([0-9A-Fa-f-]{8,40})", re.IGNORECASE),
    "trace_id": re.compile(r"\bTrace ID: *([0-9A-Fa-f-]{8,40})", re.IGNORECASE),
    "timestamp": re.compile(r"\bTimestamp: *(\d{4}-\d\d-\d\d[ T][\d:.]+Z?)", re.IGNORECASE),
}
_CHALLENGE = re.compile(r'\b(error|error_description)="([^"]*)"')


class Form(StrEnum):
    """What kind of body it was."""

    EMPTY = "empty"
    OAUTH = "oauth"  # {"error": "invalid_client", ...}, RFC 6749
    GRAPH = "graph"  # {"error": {"code": ...}}, OData
    JSON = "json"  # any other JSON
    HTML = "html"
    TEXT = "text"  # anything else, half a JSON included


@dataclass(slots=True)
class _Found:
    """Collects the pieces while a body is read."""

    numbers: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    def bound(self) -> None:
        """Cut what was collected, before an expression or a rule looks at it."""
        del self.numbers[_MOST:]
        for several, longest in (
            (self.words, _LONGEST_NAME),
            (self.codes, _LONGEST_NAME),
            (self.messages, _ENOUGH),
        ):
            several[:] = (cut(one, longest) for one in several[:_MOST])
        for name, value in self.ids.items():
            self.ids[name] = cut(value, _LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its pieces.

    Attributes:
        fact: the answer as it came.
        form: the kind of body.
        numbers: Entra's error numbers, in the order given.
        words: the OAuth ``error`` and ``suberror`` (RFC 6749, RFC 6750), in lower case.
        codes: Graph's codes from the outermost error to the innermost.
        messages: the texts beside them, in the same order, as they came.
        ids: ``correlation_id``, ``trace_id``, ``timestamp``, ``request_id`` ... where the body has them.
        text: what text rules look in: lower case, white space collapsed, straight quotes.
    """

    fact: CloudFact
    form: Form
    numbers: tuple[int, ...]
    words: tuple[str, ...]
    codes: tuple[str, ...]
    messages: tuple[str, ...]
    ids: dict[str, str]
    text: str


def read(fact: CloudFact) -> Answer:
    """Takes an answer apart. Never fails, whatever the bytes were."""
    body = fact.body.lstrip("\ufeff \t\r\n")
    found = _Found()
    data = _json(body)
    if data is None:
        form = _scan(cut(body, _SEARCHED), found)
    else:
        _collect(data, found, _DEPTH)
        form = Form.JSON
    found.bound()
    told = body if form in (Form.HTML, Form.TEXT) else " ".join(found.messages)
    _described(cut(told, _SEARCHED), found)
    if data is not None:
        form = _shape(data, found)
    _challenge(cut(fact.headers.get("www-authenticate", ""), _ENOUGH), found)
    found.bound()
    if form in (Form.OAUTH, Form.GRAPH):
        searched = " ".join([*found.words, *found.codes, *found.messages])
    else:
        searched = " ".join([*found.words, body, *found.messages])
    return Answer(
        fact,
        form,
        tuple(dict.fromkeys(found.numbers)),
        tuple(dict.fromkeys(word.lower() for word in found.words)),
        tuple(dict.fromkeys(found.codes)),
        tuple(found.messages),
        found.ids,
        normalised(cut(searched, _SEARCHED)),
    )


def normalised(text: str) -> str:
    """``text`` as text rules see it: lower case, white space collapsed, straight quotes."""
    return " ".join(text.replace("\u2019", "'").replace("\u2018", "'").lower().split())


def _json(text: str) -> object:
    """The object or list that ``text`` is, or None."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _collect(data: object, found: _Found, depth: int) -> None:
    """Goes through an error of either form, its inner errors, and messages that are JSON themselves."""
    if not isinstance(data, dict) or depth == 0:
        return
    outer_first = sorted(data.items(), key=lambda item: isinstance(item[1], dict | list))
    for key, value in outer_first:
        name = key.lower()
        if name in ("error", "innererror", "odata.error"):
            _error(value, found, depth)
        elif name in _PIECES:
            _piece(name, value, found, depth)
        elif name in ("details", "errors") and isinstance(value, list):
            for item in value[:_DEPTH]:
                _collect(item, found, depth - 1)
        elif isinstance(value, str):
            _id(name, value, found)


# The last two stand beside a number in errors of the form of https://google.aip.dev/193.
_PIECES = frozenset(
    {"suberror", "error_codes", "error_description", "code", "message", "status", "reason"}
)


def _error(value: object, found: _Found, depth: int) -> None:
    if isinstance(value, str):
        found.words.append(value)
    else:
        _collect(value, found, depth - 1)


def _piece(name: str, value: object, found: _Found, depth: int) -> None:
    """A member whose meaning is known."""
    if name == "error_codes":
        found.numbers.extend(_numbers(value))
    elif name == "message" and isinstance(value, dict):  # OData version 3: {"lang", "value"}
        _piece(name, value.get("value"), found, depth)
    elif not isinstance(value, str) or not value.strip():
        return
    elif name == "suberror":
        found.words.append(value)
    elif name in ("code", "status", "reason"):
        found.codes.append(value.strip())
    else:
        inner = _inner_json(value)
        if inner is not None:
            _collect(inner, found, depth - 1)
        else:
            found.messages.append(value)


def _inner_json(message: str) -> dict[str, Any] | None:
    """The error object that a message is or ends with: Graph passes on those of the services behind it."""
    start = message.find('{"')
    if start < 0:
        return None
    try:
        inner: dict[str, Any] = json.JSONDecoder().raw_decode(message[start:])[0]
    except (ValueError, RecursionError):
        return None
    return inner


def _numbers(value: object) -> Iterator[int]:
    for item in value if isinstance(value, list) else [value]:
        digits = str(item)  # which no other type has alone: "True", "1.5"
        if digits.isascii() and digits.isdigit() and len(digits) <= 8:
            yield int(digits)


_ID_NAMES = {
    "correlation_id": "correlation_id",
    "trace_id": "trace_id",
    "timestamp": "timestamp",
    "request-id": "request_id",
    "requestid": "request_id",
    "client-request-id": "client_request_id",
    "date": "date",
    "claims": "claims",
}


def _id(name: str, value: str, found: _Found) -> None:
    if name in _ID_NAMES and value.strip():
        found.ids[_ID_NAMES[name]] = value.strip()


def _shape(data: object, found: _Found) -> Form:
    """Which protocol's error a JSON body is: only its outermost level decides."""
    if isinstance(data, dict):
        outer = {key.lower(): value for key, value in data.items()}
        if isinstance(outer.get("error"), dict) or isinstance(outer.get("odata.error"), dict):
            return Form.GRAPH if found.codes or found.messages else Form.JSON
        # RFC 6749 appendix A.7; other programs write "Not Found" or "Unauthorized" there.
        word = outer.get("error")
        if found.numbers or (isinstance(word, str) and _WORD.fullmatch(word)):
            return Form.OAUTH
    return Form.JSON


def _scan(body: str, found: _Found) -> Form:
    """A body that is no JSON: empty, a page, or the first half of a JSON."""
    if not body.strip():
        return Form.EMPTY
    if body[:1] == "{":
        found.words.extend(_BROKEN_WORD.findall(body))
        found.codes.extend(_BROKEN_CODE.findall(body))
        found.messages.extend(_unescaped(text) for text in _BROKEN_TEXT.findall(body))
        if found.codes:
            return Form.GRAPH
        return Form.OAUTH if found.words else Form.TEXT
    return Form.HTML if _PAGE.search(body[:512].lower()) else Form.TEXT


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _challenge(header: str, found: _Found) -> None:
    """Words of a Bearer challenge (RFC 6750 section 3), after those of the body."""
    for name, value in _CHALLENGE.findall(header):
        (found.words if name == "error" else found.messages).append(value)


def _described(text: str, found: _Found) -> None:
    """Numbers and ids that only the description has: Entra repeats both in it."""
    described = [int(number) for number in _NUMBER.findall(text)]
    # The list counts. Where the text has all of it, it may have the finer number besides.
    if set(found.numbers) <= set(described):
        found.numbers[:] = described
    for name, expression in _ID_IN_TEXT.items():
        match = expression.search(text)
        if match and not found.ids.get(name):
            found.ids[name] = match[1]
