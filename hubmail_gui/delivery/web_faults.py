"""What kept an HTTPS request from being answered, as a fault."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hubmail_gui.core.outcome import Fault, FaultError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Something answered, and it was no HTTP. No code of the catalogue: each service has one of its own
# for whatever answers in its place.
NOT_HTTP = "network.not_http"


def failures() -> tuple[type[Exception], ...]:
    """Everything that means: no answer."""
    from http.client import HTTPException

    import requests
    import urllib3

    return (
        FaultError,
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        HTTPException,
        OSError,
    )


def place(url: str) -> dict[str, str]:
    """Host and port of ``url`` for the fault's words."""
    parts = urlsplit(url)
    return {"host": parts.hostname or "", "port": str(parts.port or 443)}


def fault(error: BaseException, url: str, *, trusted: str | None = None) -> Fault:
    """The fault that ``error`` means, found in the chain of its causes.

    The libraries wrap each other's exceptions several times over; what happened is the innermost.

    Args:
        error: one of :func:`failures`.
        url: what was asked for.
        trusted: PEM text of the certificates that the settings trust.
    """
    causes = list(_causes(error))
    params = place(url)
    for one in causes:
        if isinstance(one, FaultError):
            return one.fault._replace(params={**params, **one.fault.params})
    if any(_is_proxy(one) for one in causes):
        return Fault("network.proxy", False, params=params)
    for one in causes:
        if isinstance(one, ssl.SSLError):
            return _tls_fault(one, params, trusted=trusted)
        if _is_pin(one):
            return Fault("tls.certificate.pin_changed", False, params=params)
    code = next((code for code in map(_code, causes) if code), "network.unreachable")
    return Fault(code, code != NOT_HTTP, params=params)


def _code(error: BaseException) -> str | None:
    """The fault code of one exception, if it is one that says what happened."""
    from http.client import HTTPException, RemoteDisconnected

    import urllib3

    known = urllib3.exceptions
    if isinstance(error, RemoteDisconnected | ConnectionError | known.IncompleteRead):
        return "network.reset"
    # NewConnectionError counts as a time-out to urllib3 and is none.
    if isinstance(error, known.NewConnectionError):
        return None
    if isinstance(error, TimeoutError | known.TimeoutError):
        return "network.timeout"
    # A status line, header, length or compression that makes no sense.
    senseless = (HTTPException, known.DecodeError, known.InvalidHeader, known.InvalidChunkLength)
    return NOT_HTTP if isinstance(error, senseless) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or any(one is other for other in seen):
            continue
        seen.append(one)
        yield one
        reason = getattr(one, "reason", None)
        waiting += [reason, one.__cause__, one.__context__, *one.args]


def _is_proxy(error: BaseException) -> bool:
    """The proxy itself failed, or its address in the environment cannot be used."""
    import requests
    import urllib3

    wanted = (
        requests.exceptions.ProxyError,
        requests.exceptions.InvalidProxyURL,
        requests.exceptions.InvalidSchema,  # SOCKS needs a library that is not here
        urllib3.exceptions.ProxyError,
        urllib3.exceptions.ProxySchemeUnknown,
        urllib3.exceptions.ProxySchemeUnsupported,
    )
    return isinstance(error, wanted)


def _is_pin(error: BaseException) -> bool:
    return "Fingerprints did not match" in str(error.args[0] if error.args else "")


def _tls_fault(error: ssl.SSLError, params: dict[str, str], *, trusted: str | None) -> Fault:
    from hubmail_gui.delivery import tls_faults

    chain = getattr(error, "chain", ())
    return tls_faults.of_error(error, params["host"], params, chain, trusted=trusted)
