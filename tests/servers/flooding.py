"""Servers that send without end, at every place where a client listens."""

from __future__ import annotations

from tests.servers.loopback import Handler, Peer

HELLO_REQUEST = bytes.fromhex("160303000400000000")
_AT_ONCE = 64 * 1024


def records(record: bytes) -> Handler:
    """A handler that answers the first bytes of TLS with ``record`` for ever."""

    def handler(peer: Peer) -> None:
        peer.receive()
        many = record * max(1, _AT_ONCE // len(record))
        while True:
            peer.send(many)

    return handler


hello_requests = records(HELLO_REQUEST)


def after_starttls(flood: Handler) -> Handler:
    """The same flood once TLS was asked for."""

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250-STARTTLS", "250 AUTH PLAIN")
        peer.line()
        peer.say("220 go")
        flood(peer)

    return handler


def challenges(text: bytes) -> Handler:
    """A login that never ends."""

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250 AUTH LOGIN PLAIN")
        while True:
            peer.line()
            peer.send(b"334 " + text + b"\r\n")

    return handler


def long_refusal(lines: int, character: bytes) -> Handler:
    """A greeting that refuses at great length."""

    def handler(peer: Peer) -> None:
        line = character * 8000
        for number in range(lines):
            peer.send(b"554%s%s\r\n" % (b"-" if number < lines - 1 else b" ", line))
        peer.hold()

    return handler


def many_features(peer: Peer) -> None:
    """An EHLO of some hundred long lines."""
    peer.say("220 mx.example.test")
    peer.line()
    for number in range(500):
        peer.send(f"250-X{number} " + "y" * 8000 + "\r\n")
    peer.say("250 HELP")
    peer.line()
    peer.say("221 Bye")
