"""Listens, tells the service manager, and ends after the mails in hand.

With systemd: sockets that it opened are taken over (LISTEN_FDS), and it is told when the relay is
ready, that it lives, and when it ends (sd_notify(3), sd_listen_fds(3)); both protocols are a few
lines, and a library for them would be one more thing to ship.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.relay.lines import Lines
from hubmail_gui.relay.listener import Handler, Speaker

DEFAULT_PORT = 2525
# What Microsoft 365 and Google take at most without asking: 25 MiB, encoded a third more.
DEFAULT_BYTES = 35 * 1024 * 1024
_FIRST_DESCRIPTOR = 3  # SD_LISTEN_FDS_START
_SWEEP_SECONDS = 5.0


class Login(NamedTuple):
    """What clients from other machines must show.

    Attributes:
        check: whether a user name and a password are right.
        tls: with which the password is kept from others on the way.
    """

    check: Callable[[bytes, bytes], bool]
    tls: ssl.SSLContext


class Wishes(NamedTuple):
    """How to listen.

    Attributes:
        addresses: host and port of each socket; a port of 0 takes a free one.
        largest: bytes of a mail.
        once: end after so many mails; 0: never.
        login: None where only this computer's own programs can reach the sockets.
        said: told of each address once it listens, as ``127.0.0.1:2525``.
    """

    addresses: Sequence[tuple[str, int]]
    largest: int
    once: int
    login: Login | None
    said: Callable[[str], None]


async def serve(lines: Lines, wishes: Wishes, stop: asyncio.Event | None = None) -> int:
    """Relay until told to stop; returns how many mails were handed over.

    Args:
        lines: to the route.
        wishes: how to listen.
        stop: tells; None: the process is told, by a signal, which Windows does not have.

    Raises:
        FaultError: ``relay.address_in_use``.
    """
    loop = asyncio.get_running_loop()
    by_signal, stop = stop is None, stop or asyncio.Event()
    handed_over = 0

    def finished() -> None:
        nonlocal handed_over
        handed_over += 1
        if wishes.once and handed_over >= wishes.once:
            stop.set()

    handler = Handler(lines, socket.gethostname() or "localhost", finished)
    servers = [await _listen(loop, one, handler, wishes) for one in _sockets(wishes.addresses)]
    for number in (signal.SIGTERM, signal.SIGINT) if by_signal else ():
        loop.add_signal_handler(number, stop.set)
    for server in servers:
        for one in server.sockets:
            wishes.said(_named(*one.getsockname()[:2]))
    _notify("READY=1")
    await _until(stop, lines)
    _notify("STOPPING=1")
    for server in servers:
        server.close()
    await handler.idle.wait()
    lines.close()
    return handed_over


async def _until(stop: asyncio.Event, lines: Lines) -> None:
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _SWEEP_SECONDS)
        lines.sweep()
        _notify("WATCHDOG=1")


async def _listen(
    loop: asyncio.AbstractEventLoop, sock: socket.socket, handler: Handler, wishes: Wishes
) -> asyncio.Server:
    def speaker() -> Speaker:
        login = wishes.login
        known = {} if login is None else {
            "tls_context": login.tls, "require_starttls": True, "auth_required": True,
            "authenticator": _Authenticator(login),
        }  # fmt: skip
        return Speaker(handler, data_size_limit=wishes.largest, hostname=socket.gethostname(),
                       loop=loop, **known)  # fmt: skip

    return await loop.create_server(speaker, sock=sock)


class _Authenticator:
    def __init__(self, login: Login) -> None:
        self._login = login

    def __call__(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: object
    ) -> object:
        from aiosmtpd.smtp import AuthResult, LoginPassword

        right = isinstance(data, LoginPassword) and self._login.check(data.login, data.password)
        return AuthResult(success=right, handled=False)


def _sockets(addresses: Sequence[tuple[str, int]]) -> list[socket.socket]:
    """The service manager's sockets, or our own."""
    if passed := _passed():
        return passed
    found: list[socket.socket] = []
    port = 0
    for host, wanted in addresses:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            # A free port that was taken for the first address serves for all.
            found.append(_bound(family, host, wanted or port))
        except OSError as error:
            if family == socket.AF_INET6 and found and error.errno != errno.EADDRINUSE:
                continue  # this computer has no IPv6
            for one in found:
                one.close()
            address = _named(host, wanted)
            reply = error.strerror or ""
            raise FaultError(
                Fault("relay.address_in_use", False, reply, {"address": address})
            ) from None
        port = found[0].getsockname()[1]
    return found


def _named(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Not on Windows, where it would let another program take the port over.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen(128)
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock


def passed_addresses() -> list[tuple[str, int]]:
    """Host and port of each socket that the service manager opened for this process."""
    found: list[tuple[str, int]] = []
    for number in _descriptors():
        one = socket.socket(fileno=number)
        try:
            if one.family in (socket.AF_INET, socket.AF_INET6):
                found.append(one.getsockname()[:2])
        finally:
            one.detach()
    return found


def _passed() -> list[socket.socket]:
    sockets = [socket.socket(fileno=number) for number in _descriptors()]
    for one in sockets:
        one.setblocking(False)
    return sockets


def _descriptors() -> range:
    mine = os.environ.get("LISTEN_PID") == str(os.getpid())
    count = int(os.environ.get("LISTEN_FDS") or 0) if mine else 0
    return range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + count)


def _notify(state: str) -> None:
    """Tell the service manager; without one, nobody."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(state.encode(), address)
