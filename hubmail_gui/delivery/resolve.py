"""From a host name to its addresses."""

from __future__ import annotations

import socket
from typing import Any, NamedTuple

from hubmail_gui.core import background
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.validation import ascii_host


class Address(NamedTuple):
    """Where to connect to.

    Attributes:
        family: AF_INET or AF_INET6.
        sockaddr: what ``socket.connect`` takes.
    """

    family: int
    sockaddr: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The IP address, for people."""
        return str(self.sockaddr[0])


def resolve(host: str, port: int, seconds: float, cancel: Cancel) -> tuple[Address, ...]:
    """The addresses of ``host`` in the system's order of preference (RFC 6724), each once.

    Raises:
        FaultError: network.name_not_found or network.name_timeout.
        Cancelled: stopping was asked for.
    """
    name = _ascii(host)
    if name.rstrip(".").endswith(".invalid") or name == "invalid":
        # RFC 6761 section 6.4: it never exists; a broken name server need not be asked.
        raise FaultError(Fault("network.name_not_found"))
    try:
        if _is_address(name):
            return _look_up(name, port, socket.AI_NUMERICHOST)
        return background.call(lambda: _look_up(name, port, 0), seconds, cancel)
    except TimeoutError:
        fault = Fault("network.name_timeout", params={"seconds": str(round(seconds))})
        raise FaultError(fault) from None
    except ValueError:  # no name at all: one with a zero byte in it, from a proxy's address
        raise FaultError(Fault("network.name_not_found")) from None
    except socket.gaierror as error:
        again = error.errno == socket.EAI_AGAIN
        raise FaultError(
            Fault("network.name_timeout" if again else "network.name_not_found")
        ) from None


def _look_up(name: str, port: int, flags: int) -> tuple[Address, ...]:
    # As bytes: a text would be encoded once more, by the older IDNA of Python's own codec.
    found = socket.getaddrinfo(name.encode("ascii"), port, type=socket.SOCK_STREAM, flags=flags)
    addresses = [Address(family, sockaddr) for family, _kind, _proto, _name, sockaddr in found]
    return tuple(dict.fromkeys(addresses))


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return ascii_host(host)
    except ProblemError:
        raise FaultError(Fault("network.name_not_found")) from None


def _is_address(name: str) -> bool:
    # Only digits and dots, or a colon: everything else is a name, and costs no second look.
    return ":" in name or name.replace(".", "").isdigit()
