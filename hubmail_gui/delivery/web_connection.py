"""HTTPS connections that are made, and given up, as all of the program's connections are."""

from __future__ import annotations

import re
import socket
from http.client import HTTPException
from typing import TYPE_CHECKING

from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import CONNECT_SECONDS
from hubmail_gui.delivery.connect import connect
from hubmail_gui.delivery.resolve import resolve
from hubmail_gui.delivery.waiter import Waiter

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel


def pool_class(cancel: Cancel) -> type[HTTPSConnectionPool]:
    """A pool for urllib3 whose connections obey ``cancel``."""

    class Connection(_Connection):
        stop = cancel

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


class _Connection(HTTPSConnection):
    """Races all addresses (RFC 8305), and sends nothing once the person has given up.

    A request that is cancelled goes on in a thread that nobody waits for. While it still connects
    it must not go on to send a mail that nobody wants any more.
    """

    stop: Cancel

    def connect(self) -> None:
        """Connect, through the proxy where there is one, and begin TLS.

        Raises:
            FaultError: network.*; network.proxy for whatever the proxy does.
            Cancelled: stopping was asked for.
        """
        super().connect()
        self.stop.check()

    def _new_conn(self) -> socket.socket:
        limit = self.timeout if isinstance(self.timeout, int | float) else CONNECT_SECONDS
        try:
            with Waiter(self.stop) as waiter:
                until = waiter.clock() + limit
                addresses = resolve(self.host, self.port or 443, limit, self.stop)
                made = connect(addresses, max(until - waiter.clock(), 0.0), waiter)
        except FaultError as error:
            if self.proxy is None:
                raise
            words = f"{self.host}:{self.port}, {error.fault.code}"
            raise FaultError(self._proxy_fault(words, temporary=True)) from None
        made.settimeout(limit)
        return made

    def _tunnel(self) -> None:
        try:
            super()._tunnel()
        except TimeoutError:
            raise FaultError(self._proxy_fault(None, temporary=True)) from None
        except (OSError, HTTPException) as error:
            match = re.search(r"Tunnel connection failed: (\d{3}.*)", str(error))
            words = match[1].strip() if match else None
            busy = words is None or words.startswith("5")
            raise FaultError(self._proxy_fault(words, temporary=busy)) from None

    def _proxy_fault(self, words: str | None, *, temporary: bool) -> Fault:
        # Only the name: the address in the environment may hold a login.
        name = (self.proxy and self.proxy.host) or self.host
        return Fault("network.proxy", temporary, words, {"proxy": name})
