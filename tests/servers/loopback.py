"""Servers on a real socket of this computer, that do whatever a test wants of them."""

from __future__ import annotations

import queue
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from types import TracebackType

from tests.left_out import WINDOWS

# Far longer than any test takes: only a test that fails runs into it.
PATIENCE = 60.0
# What keeps the latest closed ports from others.
_taken: deque[socket.socket] = deque(maxlen=64)


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        self._socket = sock
        self._buffer = b""
        self._stopping = stopping
        sock.settimeout(PATIENCE)

    @property
    def raw(self) -> socket.socket:
        """The socket itself, for a handler that passes bytes on."""
        return self._socket

    def send(self, data: bytes | str) -> None:
        """Send a text as UTF-8, or bytes as they are."""
        self._socket.sendall(data.encode() if isinstance(data, str) else data)

    def say(self, *lines: str) -> None:
        """Send lines with their line ends."""
        self.send("".join(f"{line}\r\n" for line in lines))

    def line(self) -> str:
        """The client's next line, with substitutes where it is no text, as TLS; EOFError at its end."""
        while b"\n" not in self._buffer:
            data = self._socket.recv(65536)
            if not data:
                raise EOFError
            self._buffer += data
        line, _end, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def receive(self) -> bytes:
        """Whatever comes next; empty when the client has closed."""
        return self._socket.recv(65536)

    def mail(self) -> list[str]:
        """The lines up to the lone dot."""
        lines = []
        while (line := self.line()) != ".":
            lines.append(line)
        return lines

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Begin TLS as its server."""
        assert not self._buffer, "the client sent something before the handshake"
        tls = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
        try:
            tls.do_handshake()
        except ssl.SSLError:
            # Closed with something unread, it is reset, and for that Windows forgets the alert.
            self._socket = socket.socket(fileno=tls.detach())
            with suppress(OSError):
                self._socket.settimeout(PATIENCE)
                self._socket.shutdown(socket.SHUT_WR)
                self.hold()
            raise
        except BaseException:
            tls.close()
            raise
        self._socket = tls

    def hold(self) -> None:
        """Say nothing more until the client leaves."""
        with suppress(OSError):
            while self._socket.recv(65536):
                pass

    def pause(self, seconds: float) -> bool:
        """Let time pass between two bytes; whether the test is still going on."""
        return not self._stopping.wait(seconds)

    def reset(self) -> None:
        """Cut the connection off, so that the client sees a reset instead of an end."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def close(self) -> None:
        """Close as a server does that has nothing more to say."""
        self._socket.close()


Handler = Callable[[Peer], None]


class LoopbackServer(AbstractContextManager["LoopbackServer"]):
    """Runs ``handler`` for each connection, one after the other.

    A failed assertion in the handler fails the test when the ``with`` block ends. What a client
    does that leaves early is no failure.
    """

    def __init__(self, handler: Handler, family: socket.AddressFamily = socket.AF_INET) -> None:
        self._handler = handler
        host = "127.0.0.1" if family == socket.AF_INET else "::1"
        self._listener = socket.create_server((host, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._failures: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        # Wakes accept(); closing alone would not, and on Windows neither does this.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        if WINDOWS:
            with suppress(OSError):
                socket.create_connection(self._listener.getsockname()[:2]).close()
        self._thread.join(PATIENCE)
        self._listener.close()
        if error is None and not self._failures.empty():
            raise self._failures.get()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _address = self._listener.accept()
            except OSError:
                return
            if WINDOWS and self._stopping.is_set():
                sock.close()
                return
            self.connections += 1
            with sock:
                peer = Peer(sock, self._stopping)
                try:
                    self._handler(peer)
                except (OSError, EOFError):
                    pass  # the client left
                except BaseException as error:  # noqa: BLE001 - carried to the test's thread
                    self._failures.put(error)
                peer.close()


def unanswering_port() -> tuple[socket.socket, list[socket.socket], int]:
    """A port at which connections are neither taken nor refused, as behind a silent firewall.

    Linux drops the first packet of a connection when the queue of the listener is full; the
    caller closes the sockets that this returns.
    """
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    port: int = listener.getsockname()[1]
    fillers = []
    for _number in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", port))
        fillers.append(filler)
    return listener, fillers, port


def closed_port() -> int:
    """A port of this computer at which nothing listens, unless a test's own server does later.

    It stays taken for a while, without a listener: on a busy machine somebody else would get it.
    """
    holder = socket.socket()
    if not WINDOWS:  # where it would let anybody in
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    if WINDOWS:
        holder.close()
        return port
    if len(_taken) == _taken.maxlen:
        _taken.popleft().close()
    _taken.append(holder)
    return port
