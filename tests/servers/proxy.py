"""An HTTP proxy on loopback that connects, refuses, or does something worse."""

from __future__ import annotations

import selectors
import socket
import threading
from dataclasses import dataclass, field

from tests.servers.loopback import LoopbackServer, Peer


@dataclass
class Proxy:
    """A handler for :class:`LoopbackServer`.

    Attributes:
        answer: the lines of the answer to CONNECT; empty: it hangs up instead.
        body: what follows a refusal.
        silent: it says nothing at all.
        asked: the request lines and headers that came.
        ways: the ports on loopback that hosts elsewhere stand for; None: connect to whom is named.
    """

    answer: tuple[str, ...] = ("HTTP/1.1 200 Connection established", "")
    body: str = ""
    silent: bool = False
    asked: list[list[str]] = field(default_factory=list)
    ways: dict[str, int] | None = None

    def __call__(self, peer: Peer) -> None:
        lines = []
        while line := peer.line():
            lines.append(line)
        self.asked.append(lines)
        if self.silent:
            peer.hold()
        if not self.answer:
            return
        wanted = lines[0].split()[1]
        if self.ways is not None and wanted not in self.ways:
            peer.say("HTTP/1.1 502 Bad Gateway", "Content-Length: 0", "")
            return
        peer.say(*self.answer)
        if " 200 " not in self.answer[0]:
            peer.send(self.body)
            return
        target = socket.create_connection(self._way(wanted))
        # The server takes one connection after the other; this one goes on beside them.
        client = peer.raw.dup()
        client.settimeout(None)
        threading.Thread(target=relay, args=(client, target), daemon=True).start()

    def _way(self, wanted: str) -> tuple[str, int]:
        host, _colon, port = wanted.rpartition(":")
        return (host, int(port)) if self.ways is None else ("127.0.0.1", self.ways[wanted])

    @property
    def hosts(self) -> list[str]:
        """Where clients wanted to go."""
        return [lines[0].split()[1] for lines in self.asked]


def relay(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until one side closes."""
    with one, other, selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _events in selector.select():
                source = key.fileobj
                assert isinstance(source, socket.socket)
                try:
                    data = source.recv(65536)
                    key.data.sendall(data)
                except OSError:  # one of the two has left
                    return
                if not data:
                    return


def serving(proxy: Proxy) -> LoopbackServer:
    """The proxy as a server, to be entered."""
    return LoopbackServer(proxy)
