"""A mail server that says what a playbook tells it, and checks what it is told."""

from __future__ import annotations

import ssl

from hubmail_gui.core.encryption import Encryption
from tests.servers.loopback import Handler, Peer
from tests.servers.playbook import Playbook, matches


def playing(book: Playbook, context: ssl.SSLContext) -> Handler:
    """A handler that plays the server's part of ``book``."""

    def handler(peer: Peer) -> None:
        if book.encryption is Encryption.TLS:
            peer.start_tls(context)
        for turn in book.turns:
            if turn.who == "S":
                peer.say(turn.text)
            elif turn.who == "TLS":
                peer.start_tls(context)
            elif turn.who == "MAIL":
                peer.mail()
            elif turn.who == "CLOSE":
                return
            else:
                line = peer.line()
                assert matches(turn, line), f"{book.id}: {turn} was answered with {line!r}"
        _farewell(peer)

    return handler


def _farewell(peer: Peer) -> None:
    if peer.line() == "QUIT":
        peer.say("221 2.0.0 Bye")
