"""Can this machine reach what its settings need? Each host is asked just now, and nothing is sent."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery import tls, tls_faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connect import connect
from hubmail_gui.delivery.connection import Connection, HandshakeError
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.delivery.waiter import READ, Waiter
from hubmail_gui.discovery.probe import probe

SECONDS = 6.0
DNS_PORT = 53
_QUESTION_SECONDS = 3.0
_LARGEST_ANSWER = 8 * 1024


class Reached(NamedTuple):
    """What became of a try.

    Attributes:
        reached: somebody answered there.
        code: what is wrong with the answer, or why there is none; None where all is well.
    """

    reached: bool
    code: str | None


def mail_server(account: SmtpAccount, cancel: Cancel, seconds: float = SECONDS) -> Reached:
    """Greet a mail server.

    Raises:
        Cancelled: stopping was asked for.
    """
    seen = probe(account, cancel, seconds)
    if seen.code == "ok":
        return Reached(True, None)
    return Reached(not seen.code.startswith("network."), seen.code)


def web_server(
    host: str, port: int, trusted: str | None, proxy: str | None, cancel: Cancel,
    seconds: float = SECONDS,
) -> Reached:  # fmt: skip
    """Begin TLS with a web server, through the proxy where there is one.

    Raises:
        Cancelled: stopping was asked for.
    """
    account = SmtpAccount(host, port, Encryption.TLS, ca_certificates=trusted)
    until = time.monotonic() + seconds
    try:
        with Waiter(cancel) as waiter:
            connection = _connected(*(_place(proxy) if proxy else (host, port)), waiter, until)
            try:
                if proxy:
                    _ask_proxy(connection, host, port, until)
                connection.encrypt(tls.prepare(account), until)
            finally:
                connection.close()
    except FaultError as error:
        return Reached(False, error.fault.code)
    except HandshakeError as error:
        return Reached(True, tls_faults.of_handshake(account, error).code)
    except TimeoutError:
        return Reached(False, "network.timeout")
    except OSError:
        return Reached(False, "network.reset")
    return Reached(True, None)


def port(host: str, number: int, cancel: Cancel, seconds: float = SECONDS) -> Reached:
    """Connect, and no more.

    Raises:
        Cancelled: stopping was asked for.
    """
    until = time.monotonic() + seconds
    try:
        with Waiter(cancel) as waiter:
            _connected(host, number, waiter, until).close()
    except FaultError as error:
        return Reached(False, error.fault.code)
    except OSError:
        return Reached(False, "network.reset")
    return Reached(True, None)


def name_server(address: str, number: int, name: str, cancel: Cancel) -> Reached:
    """Ask a name server for ``name`` over UDP.

    Raises:
        Cancelled: stopping was asked for.
    """
    import dns.message

    question = dns.message.make_query(name, "A").to_wire()
    until = time.monotonic() + _QUESTION_SECONDS
    try:
        (place,) = resolve(address, number, _QUESTION_SECONDS, cancel)
        with Waiter(cancel) as waiter, socket.socket(place.family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            # Connected, it is told when nobody listens there.
            sock.connect(place.sockaddr)
            sock.send(question)
            waiter.wait({sock: READ}, until)
            sock.recv(_LARGEST_ANSWER)
    except FaultError as error:
        return Reached(False, error.fault.code)
    except TimeoutError:
        return Reached(False, "network.timeout")
    except ConnectionRefusedError:
        return Reached(False, "network.refused")
    except (OSError, ValueError):
        return Reached(False, "network.unreachable")
    return Reached(True, None)


def _place(proxy: str) -> tuple[str, int]:
    parts = urlsplit(proxy)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _connected(host: str, number: int, waiter: Waiter, until: float) -> Connection:
    left = until - waiter.clock()
    addresses = resolve(host, number, left, waiter.cancel)
    sock = connect(addresses, until - waiter.clock(), waiter)
    try:
        return Connection(sock, waiter)
    except OSError:
        sock.close()
        raise


def _ask_proxy(connection: Connection, host: str, number: int, until: float) -> None:
    """Have a proxy connect to the host (RFC 9110 section 9.3.6)."""
    place = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
    connection.send(
        f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode("ascii", "replace"), until
    )
    answer = b""
    with suppress(TimeoutError):
        while b"\r\n\r\n" not in answer and len(answer) < _LARGEST_ANSWER:
            if not (data := connection.receive(until)):
                break
            answer += data
    words = answer.split(b" ", 2)
    if len(words) < 2 or words[1] != b"200":
        raise FaultError(Fault("network.proxy"))
