"""Answers of the stand-in, and errors in the two forms that Microsoft's services use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from threading import Event
from uuid import uuid4

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
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False, default=b"")

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


def entra_error(
    request: Request | None, number: int, error: str, text: str, status: int = 400, **headers: str
) -> Reply:
    """An error of the identity service.

    https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    """
    trace = str(uuid4())
    # Entra repeats the request's own id.
    correlation = (request and request.headers.get("client-request-id")) or str(uuid4())
    timestamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    tail = f" Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}"
    content = {
        "error": error,
        "error_description": f"AADSTS{number}: {text}{tail}",
        "error_codes": [number],
        "timestamp": timestamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={number}",
    }
    return document(content, status, x_ms_request_id=trace, **headers)


def graph_error(
    request: Request | None, code: str, text: str, status: int = 400, **headers: str
) -> Reply:
    """An error of Graph (https://learn.microsoft.com/graph/errors)."""
    own = str(uuid4())
    inner = {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": own,
        "client-request-id": (request and request.headers.get("client-request-id")) or own,
    }
    content = {"error": {"code": code, "message": text, "innerError": inner}}
    return document(content, status, request_id=own, **headers)
