"""The system's proxy for an HTTPS connection: from the environment, or the system's settings."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from hubmail_gui.core.outcome import Fault, FaultError

_PORTS = {"http": 80, "https": 443}


class Proxy(NamedTuple):
    """Whom to ask for a connection.

    Attributes:
        encrypted: it is spoken to through TLS.
        username, password: the login that its address holds; empty where there is none.
    """

    host: str
    port: int
    encrypted: bool = False
    username: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password."""
        return f"Proxy({self.host!r}, {self.port})"

    @property
    def authorization(self) -> str | None:
        """The value of Proxy-Authorization (RFC 7617)."""
        if not self.username and not self.password:
            return None
        login = f"{self.username}:{self.password}".encode()
        return "Basic " + b64encode(login).decode("ascii")


def for_host(host: str, port: int) -> Proxy | None:
    """The proxy by which ``host`` is to be reached; None: directly.

    Raises:
        FaultError: network.proxy; an address is set that cannot be used.
    """
    address = address_for(host, port)
    if address is None:
        return None
    try:
        return _read(address)
    except (ValueError, UnicodeError):
        raise FaultError(Fault("network.proxy", False)) from None


def address_for(host: str, port: int) -> str | None:
    """The address of that proxy as it is set, with its scheme and perhaps a login."""
    from urllib.request import getproxies, proxy_bypass

    found = getproxies()
    address = found.get("https") or found.get("all")
    if not address:
        return None
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if proxy_bypass(named) or proxy_bypass(host) or _in_network(host, found.get("no", "")):
        return None
    return address if "://" in address else f"http://{address}"


def _read(address: str) -> Proxy:
    parts = urlsplit(address)
    port = parts.port
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise ValueError("no proxy of a kind that can be used")
    return Proxy(
        parts.hostname,
        _PORTS[parts.scheme] if port is None else port,
        parts.scheme == "https",
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def _in_network(host: str, exceptions: str) -> bool:
    """Whether ``host`` is an address in one of the networks that NO_PROXY may name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    for one in exceptions.split(","):
        try:
            if "/" in one and address in ipaddress.ip_network(one.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False
