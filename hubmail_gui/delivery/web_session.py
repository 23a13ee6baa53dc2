"""HTTPS over our own connections: the system's trust and proxy, Cancel and limits in every byte."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from hubmail_gui import __version__
from hubmail_gui.core import foreign
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.validation import ascii_host
from hubmail_gui.core.watch import CONNECT_SECONDS
from hubmail_gui.delivery import http, proxies, trust
from hubmail_gui.delivery.connect import connect
from hubmail_gui.delivery.connection import Connection, HandshakeError
from hubmail_gui.delivery.http import Head, Incoming, NotHttpError
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.delivery.tls import Session, fingerprint
from hubmail_gui.delivery.waiter import Waiter

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.delivery.proxies import Proxy

# Characters of a proxy's refusal that are shown.
_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Trust:
    """What is trusted beside, or instead of, the operating system's store.

    Attributes:
        ca_certificates: PEM text of more authorities.
        pinned_sha256: digits of the one certificate that is accepted.
    """

    ca_certificates: str | None = None
    pinned_sha256: str | None = None


class Origin(NamedTuple):
    """Where a request goes, and what it asks for there."""

    host: str
    port: int
    target: str

    @classmethod
    def of(cls, url: str) -> Origin:
        """The origin of an https address.

        Raises:
            ValueError: it is none.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise ValueError("no https address")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return cls(parts.hostname, parts.port or 443, f"{path}?{query}" if query else path)

    @property
    def authority(self) -> str:
        """As the Host header and CONNECT have it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class WebSession:
    """Makes requests, over one connection that is kept while it serves.

    Nothing of a server's is kept besides: no cookies, and no login from ``~/.netrc``.
    """

    def __init__(
        self, wanted: Trust, cancel: Cancel, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._trust = wanted
        self._waiter = Waiter(cancel, clock)
        self._waiter.__enter__()
        self._open: tuple[str, Connection] | None = None

    def close(self) -> None:
        """Close the connection; nothing of this session goes on."""
        self._drop()
        self._waiter.__exit__(None, None, None)

    def exchange(
        self, verb: str, url: str, headers: Mapping[str, str], body: bytes, until: float
    ) -> tuple[Head, bytes]:
        """One request and its answer; the connection is closed when anything goes wrong.

        Raises:
            ValueError: ``url`` is no https address.
            FaultError: network.* or tls.*, without host and port.
            NotHttpError, TimeoutError, OSError, Cancelled.
        """
        origin = Origin.of(url)
        connection = self._connected(origin, until)
        try:
            sent = {
                "User-Agent": _user_agent(),
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                **headers,
            }
            host = origin.authority.removesuffix(":443")
            connection.send(http.request(verb, host, origin.target, sent, body), until)
            incoming = Incoming(connection, until)
            head = incoming.head()
            content = incoming.body(verb, head)
        except BaseException:
            self._drop()
            raise
        if not (head.open and incoming.idle):
            self._drop()
        return head, content

    def _connected(self, origin: Origin, until: float) -> Connection:
        if self._open is not None:
            authority, connection = self._open
            if authority == origin.authority and connection.idle():
                return connection
            self._drop()
        soon = min(until, self._waiter.clock() + CONNECT_SECONDS)
        proxy = proxies.for_host(origin.host, origin.port)
        if proxy is None:
            connection = self._dial(origin.host, origin.port, soon)
        else:
            connection = self._through(proxy, origin, soon)
        self._open = (origin.authority, connection)
        try:
            self._encrypt(connection, origin.host, self._trust, until)
        except BaseException as error:
            self._drop()
            if proxy is not None and _speaks_no_tls(error):
                raise FaultError(_no_tunnel(proxy, "tls.not_tls")) from None
            raise
        return connection

    def _dial(self, host: str, port: int, until: float) -> Connection:
        waiter = self._waiter
        addresses = resolve(host, port, until - waiter.clock(), waiter.cancel)
        sock = connect(addresses, max(until - waiter.clock(), 0.0), waiter)
        try:
            return Connection(sock, waiter)
        except OSError:
            sock.close()
            raise

    def _encrypt(self, connection: Connection, host: str, wanted: Trust, until: float) -> None:
        name = ascii_host(host).partition("%")[0]
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = trust.context(wanted).wrap_bio(incoming, outgoing, server_hostname=name.encode())
        session = Session(tls, incoming, outgoing)
        connection.encrypt(session, until)
        if wanted.pinned_sha256 and (found := fingerprint(session)) != wanted.pinned_sha256:
            params = {"presented": found}
            raise FaultError(Fault("tls.certificate.pin_changed", False, params=params))

    def _through(self, proxy: Proxy, origin: Origin, until: float) -> Connection:
        """A connection that the proxy has made; whatever it does instead is network.proxy."""
        connection: Connection | None = None
        try:
            connection = self._dial(proxy.host, proxy.port, until)
            if proxy.encrypted:
                # The pin is the service's; a proxy has a certificate of its own.
                self._encrypt(connection, proxy.host, Trust(self._trust.ca_certificates), until)
            self._ask(connection, proxy, origin, until)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if fault := _proxy_fault(error, proxy):
                raise FaultError(fault) from None
            raise
        return connection

    def _ask(self, connection: Connection, proxy: Proxy, origin: Origin, until: float) -> None:
        headers = {"User-Agent": _user_agent()}
        if login := proxy.authorization:
            headers["Proxy-Authorization"] = login
        asked = http.request("CONNECT", origin.authority, origin.authority, headers, b"")
        connection.send(asked, until)
        incoming = Incoming(connection, until)
        head = incoming.head()
        if head.status >= 300:
            # Some proxies repeat what they were sent, the login included.
            masked = Mask(proxy.password, proxy.username)(f"{head.status} {head.reason}")
            words = foreign.line(masked, _LONGEST_WORDS)
            raise FaultError(Fault("network.proxy", head.status >= 500, words))
        if not incoming.idle:
            raise NotHttpError

    def _drop(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


def _proxy_fault(error: BaseException, proxy: Proxy) -> Fault | None:
    """What it means that the proxy did not make the connection; None: it is not about the proxy."""
    # Only the name: the address in the environment may hold a login.
    params = {"proxy": proxy.host}
    if isinstance(error, FaultError):
        fault = error.fault
        if fault.code == "network.proxy":
            return fault._replace(params=params)
        return _no_tunnel(proxy, fault.code)
    if isinstance(error, NotHttpError | OSError | HandshakeError | ValueError):
        return Fault("network.proxy", True, params=params)
    return None


def _speaks_no_tls(error: BaseException) -> bool:
    return isinstance(error, HandshakeError) and error.error.reason == "WRONG_VERSION_NUMBER"


def _no_tunnel(proxy: Proxy, code: str) -> Fault:
    """What comes back is the proxy's, whether it came before its answer ended or behind it."""
    words = f"{proxy.host}:{proxy.port}, {code}"
    return Fault("network.proxy", True, words, {"proxy": proxy.host})


def _user_agent() -> str:
    return f"hubmail/{__version__}"
