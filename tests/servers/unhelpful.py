"""Servers that keep a client waiting, end the connection, or speak something else."""

from __future__ import annotations

from tests.servers.loopback import Handler, Peer

TLS_ALERT = b"\x15\x03\x01\x00\x02\x02\x28"


def silent(peer: Peer) -> None:
    """Takes the connection and says nothing."""
    peer.hold()


def greets_then_silent(peer: Peer) -> None:
    """Greets, and does not answer EHLO."""
    peer.say("220 mx.example.test")
    peer.hold()


def trickles_a_greeting(peer: Peer) -> None:
    """A byte now and then, and never a whole line."""
    peer.send("220 ")
    while peer.pause(0.05):
        peer.send("x")


def offers_starttls_then_silent(peer: Peer) -> None:
    """Wants the handshake to begin and does not take part in it."""
    peer.say("220 mx.example.test")
    peer.line()
    peer.say("250-mx.example.test", "250 STARTTLS")
    peer.line()
    peer.say("220 go")
    peer.hold()


def half_a_greeting_then_closed(peer: Peer) -> None:
    """Closes in the middle of a line."""
    peer.send("220 mx.exa")


def resets_at_once(peer: Peer) -> None:
    """Cuts the connection off before anything is said."""
    peer.reset()


def resets_after_ehlo(peer: Peer) -> None:
    """Cuts the connection off in the middle of the conversation."""
    peer.say("220 mx.example.test")
    peer.line()
    peer.reset()


def resets_the_handshake(peer: Peer) -> None:
    """Cuts the connection off when TLS begins."""
    peer.receive()
    peer.reset()


def last_words_before_closing(peer: Peer) -> None:
    """Says why it closes, before it is asked anything."""
    peer.say("220 mx.example.test")
    peer.line()
    peer.say("250 mx.example.test", "421 4.4.2 Timeout exceeded")


def says(text: str | bytes) -> Handler:
    """A handler that greets with ``text`` and then only listens."""

    def handler(peer: Peer) -> None:
        peer.send(text)
        peer.hold()

    return handler


def answers_the_first_bytes_with(text: str | bytes) -> Handler:
    """A handler that waits for the client and answers ``text``."""

    def handler(peer: Peer) -> None:
        peer.receive()
        peer.send(text)
        peer.hold()

    return handler


def endless_line(peer: Peer) -> None:
    """One line without an end."""
    peer.send("220 ")
    while True:
        peer.send("x" * 4096)


def endless_reply(peer: Peer) -> None:
    """A reply to EHLO without an end."""
    peer.say("220 mx.example.test")
    peer.line()
    while True:
        peer.say("250-again")


def answers_twice(peer: Peer) -> None:
    """Two replies to one command."""
    peer.say("220 mx.example.test")
    peer.line()
    peer.send("250 mx.example.test\r\n250 and once more\r\n")
    peer.hold()


def injects(*, at_once: bool) -> Handler:
    """A handler that slips bytes in behind its reply to STARTTLS (RFC 3207 section 6)."""

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test")
        peer.line()
        peer.say("250-mx.example.test", "250 STARTTLS")
        peer.line()
        if at_once:
            peer.send("220 go\r\n250 AUTH PLAIN\r\n")
        else:
            peer.send("220 go\r\n")
            peer.send("250 AUTH PLAIN\r\n")
        peer.hold()

    return handler
