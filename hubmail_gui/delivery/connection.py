"""One connection: bytes in and out, in the clear or through TLS, never waiting unwatched."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from hubmail_gui.delivery.waiter import READ, WRITE, Waiter

if TYPE_CHECKING:
    import ssl

    from hubmail_gui.delivery.tls import Session

CHUNK = 64 * 1024


class HandshakeError(Exception):
    """TLS could not be established.

    Attributes:
        error: what OpenSSL, or the system's verifier, says.
        received: the first bytes that came after the handshake began.
        chain: the certificates that the server sent, in DER.
    """

    def __init__(self, error: ssl.SSLError, received: bytes, chain: tuple[bytes, ...]) -> None:
        super().__init__(str(error))
        self.error = error
        self.received = received
        self.chain = chain


class TlsBrokenError(OSError):
    """The server broke TLS off after the handshake, as it does for want of a certificate of ours."""


class Connection:
    """A connected socket with its waits; TLS comes between by memory buffers.

    OpenSSL never touches the socket, so that every wait is the same one and can be cancelled.
    Making one raises OSError when the socket was reset meanwhile.

    Attributes:
        clock: seconds, from any point in time.
        local: this computer's IP address on this connection.
        peer: the server's.
        received_any: the server has sent something.
    """

    def __init__(self, sock: socket.socket, waiter: Waiter) -> None:
        self._socket = sock
        self.local: str = sock.getsockname()[0]
        self.peer: str = sock.getpeername()[0]
        self._waiter = waiter
        self.clock = waiter.clock
        # TLS, and within it that of the server behind an https proxy.
        self._layers: tuple[Session, ...] = ()
        self._lost: OSError | None = None
        self.received_any = False

    def send(self, data: bytes, until: float) -> None:
        """Send all of ``data``.

        A server that gives up says so and closes: a lost connection is kept for :meth:`receive`,
        which first hands over what the server had to say.

        Raises:
            TimeoutError: the server does not take it.
        """
        self._send(self._layers, data, until)

    def receive(self, until: float) -> bytes:
        """What comes next; empty when the server has closed.

        Raises:
            TimeoutError: nothing came.
            OSError: the connection broke.
        """
        return self._receive(self._layers, until)

    def idle(self) -> bool:
        """Whether it stands, with nothing said that was not asked for."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return self._lost is None
        except OSError:
            return False
        return False

    def waiting(self) -> bytes:
        """What has arrived and was not read yet, without taking it."""
        with suppress(OSError):
            return self._socket.recv(CHUNK, socket.MSG_PEEK)
        return b""

    def encrypt(self, session: Session, until: float) -> None:
        """Begin TLS; from then on all goes through ``session``.

        Raises:
            HandshakeError: it did not.
            TimeoutError: the server does not answer.
            OSError: the connection broke.
        """
        import ssl

        below, self._layers = self._layers, (*self._layers, session)
        received = b""
        while True:
            try:
                session.tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush(self._layers, until)
                data = self._receive(below, until)
                if not data:
                    raise ConnectionResetError("closed during the handshake") from None
                received += data[: CHUNK - len(received)]
                session.incoming.write(data)
            except ssl.SSLError as error:
                with suppress(TimeoutError):
                    self._flush(self._layers, until)  # tells the server why
                raise HandshakeError(error, received, sent_chain(session.tls)) from error
            else:
                self._flush(self._layers, until)
                return

    def close(self) -> None:
        """Close, telling the server where that is possible without waiting."""
        if len(self._layers) == 1:
            session = self._layers[0]
            with suppress(OSError, ValueError):  # SSLError is an OSError
                session.tls.unwrap()
            with suppress(OSError):
                self._socket.send(session.outgoing.read())
        self._socket.close()

    def _send(self, layers: tuple[Session, ...], data: bytes, until: float) -> None:
        if not layers:
            self._send_raw(data, until)
            return
        for start in range(0, len(data), CHUNK):
            layers[-1].tls.write(data[start : start + CHUNK])
            self._flush(layers, until)

    def _receive(self, layers: tuple[Session, ...], until: float) -> bytes:
        if not layers:
            return self._receive_raw(until)
        import ssl

        session = layers[-1]
        while True:
            try:
                return session.tls.read(CHUNK)
            except ssl.SSLWantReadError:
                self._flush(layers, until)
                data = self._receive(layers[:-1], until)
                if not data:
                    return b""
                session.incoming.write(data)
            except ssl.SSLZeroReturnError:
                return b""
            except ssl.SSLError as error:
                raise TlsBrokenError from error

    def _flush(self, layers: tuple[Session, ...], until: float) -> None:
        if data := layers[-1].outgoing.read():
            self._send(layers[:-1], data, until)

    def _send_raw(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view and self._lost is None:
            self._watch(until)
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._waiter.wait({self._socket: WRITE}, until)
            except OSError as error:
                self._lost = error

    def _receive_raw(self, until: float) -> bytes:
        while True:
            self._watch(until)
            try:
                data = self._socket.recv(CHUNK)
            except BlockingIOError:
                if self._lost is not None:
                    raise self._lost from None
                self._waiter.wait({self._socket: READ}, until)
            else:
                self.received_any = self.received_any or bool(data)
                return data

    def _watch(self, until: float) -> None:
        """Look at Cancel and at the clock before every byte: a flood leaves no wait in which to."""
        self._waiter.cancel.check()
        if self.clock() >= until:
            raise TimeoutError


def sent_chain(tls: ssl.SSLObject | ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as the server sent them (docs/decisions/005)."""
    # Public since Python 3.13, where it gives bytes; before that the object inside has it.
    source = tls if hasattr(tls, "get_unverified_chain") else getattr(tls, "_sslobj", None)
    try:
        found = source.get_unverified_chain() or ()  # type: ignore[union-attr]
        return tuple(one if isinstance(one, bytes) else _der(one) for one in found)
    except (AttributeError, ValueError):
        return ()


def _der(certificate: object) -> bytes:
    import _ssl

    return bytes(certificate.public_bytes(_ssl.ENCODING_DER))  # type: ignore[attr-defined]
