"""Errors in the two forms that Microsoft's services use."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from hubmail_gui.demo.replies import Reply, Request, document


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
