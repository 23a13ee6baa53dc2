"""Addresses of services: an origin (RFC 6454) and nothing more, over https alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError


def origin(value: str) -> str:
    """An ``https://host[:port]`` address, tidied; a path other than ``/`` is refused."""
    value = validation.line(value)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ProblemError("url.malformed") from None
    if parts.scheme.lower() == "http":
        raise ProblemError("url.insecure")
    if parts.scheme.lower() != "https" or not parts.hostname or "@" in parts.netloc:
        raise ProblemError("url.malformed")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ProblemError("url.has_path", path=value.split(parts.netloc, 1)[1])
    try:
        host = validation.ascii_host(parts.hostname)
    except ProblemError:
        raise ProblemError("url.malformed") from None
    bracketed = f"[{host}]" if ":" in host else host
    return f"https://{bracketed}" + (f":{port}" if port and port != 443 else "")
