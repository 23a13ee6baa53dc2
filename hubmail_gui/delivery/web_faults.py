"""What kept an HTTPS request from being answered, as a fault."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator


def failures() -> tuple[type[Exception], ...]:
    """Everything that means: no answer."""
    import requests
    import urllib3

    return (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


def place(url: str) -> dict[str, str]:
    """Host and port of ``url`` for the fault's words."""
    parts = urlsplit(url)
    return {"host": parts.hostname or "", "port": str(parts.port or 443)}


def fault(error: BaseException, url: str) -> Fault:
    """The fault that ``error`` means, found in the chain of its causes.

    The libraries wrap each other's exceptions several times over; what happened is the innermost.
    """
    import requests

    causes = list(_causes(error))
    params = place(url)
    if any(isinstance(one, requests.exceptions.ProxyError) for one in causes):
        return Fault("network.proxy", False, _proxy_words(causes), params)
    import ssl

    for one in causes:
        if isinstance(one, ssl.SSLError):
            return _tls_fault(one, params)
        if _is_pin(one):
            return Fault("tls.certificate.pin_changed", False, params=params)
    code = next((code for code in map(_network_code, causes) if code), "network.unreachable")
    return Fault(code, code != "network.name_not_found", params=params)


def _network_code(error: BaseException) -> str | None:
    """The fault code of one exception, if it is one that says what happened."""
    import urllib3

    if isinstance(error, socket.gaierror):
        missing = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        return "network.name_not_found" if missing else "network.name_timeout"
    if isinstance(error, ConnectionRefusedError):
        return "network.refused"
    # urllib3 derives its own from neither of Python's.
    if isinstance(error, ConnectionError | urllib3.exceptions.IncompleteRead):
        return "network.reset"
    timeouts = (TimeoutError, urllib3.exceptions.TimeoutError)
    # NewConnectionError counts as a time-out to urllib3 and is none.
    late = isinstance(error, timeouts) and not isinstance(
        error, urllib3.exceptions.NewConnectionError
    )
    return "network.timeout" if late else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or one in seen:
            continue
        seen.append(one)
        yield one
        reason = getattr(one, "reason", None)
        waiting += [reason, one.__cause__, one.__context__, *one.args]


def _proxy_words(causes: list[BaseException]) -> str | None:
    for one in causes:
        if match := re.search(r"Tunnel connection failed: (.+)", str(one)):
            return match[1].strip("')\"")
    return None


def _is_pin(error: BaseException) -> bool:
    return "Fingerprints did not match" in str(error.args[0] if error.args else "")


def _tls_fault(error: ssl.SSLError, params: dict[str, str]) -> Fault:
    from hubmail_gui.delivery import tls_faults

    return tls_faults.of_error(error, params["host"], params)
