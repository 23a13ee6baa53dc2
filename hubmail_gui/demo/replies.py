"""Requests and answers of the stand-ins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from threading import Event

JSON = {"Content-Type": "application/json; charset=utf-8"}


class Ending(Enum):
    """How much of an answer is sent."""

    WHOLE = "whole"
    HALF = "half"  # the connection ends in the middle of the body
    CLOSED = "closed"  # the connection ends without an answer
    SILENT = "silent"  # nothing is said until the client leaves or the stand-in closes


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent.

    Attributes:
        path: decoded, without the query.
        headers: names in lower case.
        query: as it came.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False, default=b"")
    query: str = ""

    @property
    def origin(self) -> str:
        """The address under which the client reached the stand-in."""
        return f"https://{self.headers.get('host', 'localhost')}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; by default an empty one.

    Attributes:
        held: what to wait for before it is sent.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = Ending.WHOLE
    held: Event | None = None


def document(content: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON; an underscore in a header's name stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(content).encode(), {**JSON, **named})


def page(text: str, status: int = 200, **headers: str) -> Reply:
    """An answer in HTML, as a proxy or a captive portal gives it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, text.encode(), {"Content-Type": "text/html; charset=utf-8", **named})
