"""Connecting to whichever of a host's addresses answers first (Happy Eyeballs, RFC 8305)."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from contextlib import suppress

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery.resolve import Address
from hubmail_gui.delivery.waiter import WRITE, Waiter

# RFC 8305 section 5: the recommended connection attempt delay.
STAGGER_SECONDS = 0.25

# Which failure says most about the host, when its addresses fail in different ways.
_CODES = {
    errno.ECONNREFUSED: "network.refused",
    errno.ECONNRESET: "network.reset",
    errno.ECONNABORTED: "network.reset",
    errno.ETIMEDOUT: "network.timeout",
}
_RANK = ("network.refused", "network.reset", "network.timeout", "network.unreachable")


# Zero: connected at once, as some systems do on loopback; it shows as writable like the rest.
_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN}


def interleaved(addresses: Sequence[Address]) -> list[Address]:
    """The addresses with their families taking turns, the preferred one first (section 4)."""
    first = [one for one in addresses if one.family == addresses[0].family]
    other = [one for one in addresses if one.family != addresses[0].family]
    ordered: list[Address] = []
    while first or other:
        ordered += [queue.pop(0) for queue in (first, other) if queue]
    return ordered


def connect(addresses: Sequence[Address], seconds: float, waiter: Waiter) -> socket.socket:
    """A connected, non-blocking socket to the first address that answers.

    A new address is tried every quarter of a second, or as soon as one has failed.

    Raises:
        FaultError: network.refused, .reset, .timeout or .unreachable: no address answered.
        Cancelled: stopping was asked for.
    """
    race = _Race(waiter, waiter.clock() + seconds)
    try:
        winner = race.run(interleaved(addresses))
    finally:
        race.close()
    if winner is not None:
        # A dialogue of short lines waits for each answer: Nagle's algorithm would only delay it.
        with suppress(OSError):  # macOS refuses it for a connection that was reset meanwhile
            winner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return winner
    code = next(code for code in _RANK if code in race.codes)
    raise FaultError(Fault(code, params={"seconds": str(round(seconds))}))


class _Race:
    """Attempts under way, and why those that have ended failed."""

    def __init__(self, waiter: Waiter, until: float) -> None:
        self._waiter = waiter
        self._until = until
        self._pending: list[socket.socket] = []
        self.codes: set[str] = set()

    def run(self, addresses: list[Address]) -> socket.socket | None:
        """The winner; None when all have failed or the time is up."""
        while addresses or self._pending:
            if addresses:
                self._start(addresses.pop(0))
            turn = self._waiter.clock() + STAGGER_SECONDS if addresses else self._until
            try:
                winner = self._wait(min(turn, self._until))
            except TimeoutError:
                if self._waiter.clock() >= self._until:
                    self.codes.add("network.timeout")
                    return None
            else:
                if winner is not None:
                    return winner
        return None

    def close(self) -> None:
        """Give up the attempts that lost."""
        for sock in self._pending:
            sock.close()

    def _start(self, address: Address) -> None:
        try:
            sock = socket.socket(address.family, socket.SOCK_STREAM)
        except OSError:  # this system has no IPv6
            self.codes.add("network.unreachable")
            return
        sock.setblocking(False)
        number = sock.connect_ex(address.sockaddr)
        if number in _UNDER_WAY:
            self._pending.append(sock)
        else:
            self._failed(sock, number)

    def _wait(self, until: float) -> socket.socket | None:
        """The first to succeed among those that end next; None when they failed."""
        if not self._pending:
            return None
        for sock in self._waiter.wait(dict.fromkeys(self._pending, WRITE), until):
            self._pending.remove(sock)
            number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if number == 0:
                return sock
            self._failed(sock, number)
        return None

    def _failed(self, sock: socket.socket, number: int) -> None:
        sock.close()
        self.codes.add(_CODES.get(number, "network.unreachable"))
