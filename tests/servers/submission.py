"""A submission server to look at: it greets, encrypts, says what it offers, and remembers."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.servers.loopback import Peer

AUTH = "AUTH PLAIN LOGIN"


@dataclass
class Submission:
    """What the server is like, and what it was told.

    Attributes:
        context: of its TLS; None for a server without.
        implicit: TLS from the first byte.
        password: with it a mail is taken; without one given, none is.
        members: a mail is taken after a login only.
        mails: how many were taken.
        before, after: what it offers before and after TLS, besides STARTTLS.
        heard: the first word of every command.
        connections: how many there were.
        late: seconds before it greets; it never does where this is negative.
    """

    context: ssl.SSLContext | None = None
    implicit: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = (AUTH,)
    password: str | None = None
    members: bool = False
    mails: int = 0
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    late: float = 0.0

    def hold(self, peer: Peer) -> None:
        """One conversation, until the client leaves."""
        if self.late < 0:
            peer.hold()
        if self.late:
            peer.pause(self.late)
        encrypted, known = self.implicit, False
        if encrypted:
            assert self.context is not None
            peer.start_tls(self.context)
        peer.say("220 mail.example.test ESMTP")
        while True:
            line = peer.line()
            word = (line.upper().split() or [""])[0]
            self.heard.append(word)
            if word == "EHLO":
                starttls = [] if encrypted or self.context is None else ["STARTTLS"]
                plain = [] if encrypted else list(self.before)
                offers = [*starttls, *(list(self.after) if encrypted else plain)]
                lines = ["mail.example.test", *offers]
                peer.say(*(f"250-{one}" for one in lines[:-1]), f"250 {lines[-1]}")
            elif word == "STARTTLS" and self.context is not None:
                peer.say("220 go")
                peer.start_tls(self.context)
                encrypted = True
            elif word == "QUIT":
                peer.say("221 Bye")
                return
            else:
                known = self._transact(peer, word, line, known=known)

    def _transact(self, peer: Peer, word: str, line: str, *, known: bool) -> bool:
        """Answer; whether the client is known from then on."""
        if self.password is None:
            peer.say("502 5.5.1 Not here")
        elif word == "MAIL" and self.members and not known:
            peer.say("530 5.7.0 Authentication required")
        elif word == "AUTH":
            peer.say("334 ")
            given = base64.b64decode(peer.line()).decode().split("\0")[-1]
            right = given == self.password
            peer.say("235 2.7.0 Welcome" if right else "535 5.7.8 Authentication failed")
            return right
        elif word == "DATA":
            peer.say("354 Go ahead")
            peer.mail()
            self.mails += 1
            peer.say("250 2.0.0 Ok: queued as 1")
        else:
            peer.say("250 2.0.0 Ok")
        return known


@contextmanager
def listening(server: Submission, address: str, port: int) -> Iterator[Submission]:
    """Serve any number of clients at once at ``address`` until the block ends."""
    listener = socket.create_server((address, port))
    stopping = threading.Event()

    def serve(sock: socket.socket) -> None:
        peer = Peer(sock, stopping)
        try:
            server.hold(peer)
        except (OSError, EOFError, UnicodeDecodeError):  # it left, or TLS came where text should
            pass
        finally:
            with suppress(OSError):
                peer.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _client = listener.accept()
                server.connections += 1
                threading.Thread(target=serve, args=(sock,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stopping.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
