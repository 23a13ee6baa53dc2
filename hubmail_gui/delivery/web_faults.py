"""What kept an HTTPS request from being answered, as a fault."""

from __future__ import annotations

from urllib.parse import urlsplit

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery import tls_faults
from hubmail_gui.delivery.connection import HandshakeError, TlsBrokenError
from hubmail_gui.delivery.http import NotHttpError

# Something answered, and it was no HTTP. No code of the catalogue: each service has one of its own
# for whatever answers in its place.
NOT_HTTP = "network.not_http"

# Everything that means: no answer. A ValueError comes from an address that is none.
FAILURES = (FaultError, HandshakeError, NotHttpError, OSError, ValueError)


def place(url: str) -> dict[str, str]:
    """Host and port of ``url`` for the fault's words; empty where it cannot be read."""
    try:
        parts = urlsplit(url)
        return {"host": parts.hostname or "", "port": str(parts.port or 443)}
    except ValueError:
        return {"host": "", "port": ""}


def fault(error: BaseException, url: str, seconds: float, *, trusted: str | None = None) -> Fault:
    """The fault that ``error`` means.

    Args:
        error: one of :data:`FAILURES`.
        url: what was asked for.
        seconds: how long the answer was waited for.
        trusted: PEM text of the certificates that the settings trust.
    """
    params = place(url)
    if isinstance(error, FaultError):
        return error.fault._replace(params={**params, **error.fault.params})
    if isinstance(error, TimeoutError):
        params["seconds"] = str(round(seconds))
        return Fault("network.timeout", temporary=True, params=params)
    if isinstance(error, HandshakeError):
        host = params["host"]
        return tls_faults.of_error(error.error, host, params, error.chain, trusted=trusted)
    if isinstance(error, TlsBrokenError):
        return tls_faults.of_broken(error)._replace(params=params)
    if isinstance(error, NotHttpError | ValueError):
        return Fault(NOT_HTTP, temporary=False, params=params)
    code = "network.reset" if isinstance(error, ConnectionError) else "network.unreachable"
    return Fault(code, temporary=True, params=params)
