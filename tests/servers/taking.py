"""A server that takes every mail once TLS is up, whatever its certificate is like."""

from __future__ import annotations

import ssl

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Attempt
from tests.servers.attempts import account, attempt
from tests.servers.certificates import Wish, issue, root
from tests.servers.loopback import Handler, LoopbackServer, Peer

ROOT = root()
GOOD = issue(ROOT, Wish())


def serving(context: ssl.SSLContext, encryption: Encryption) -> Handler:
    """Its part of the conversation."""

    def handler(peer: Peer) -> None:
        if encryption is Encryption.STARTTLS:
            peer.say("220 mx.example.test ESMTP")
            peer.line()
            peer.say("250-mx.example.test", "250 STARTTLS")
            peer.line()
            peer.say("220 go")
            peer.start_tls(context)
        else:
            peer.start_tls(context)
            peer.say("220 mx.example.test ESMTP")
        while (line := peer.line()) != "QUIT":
            if line == "DATA":
                peer.say("354 Go")
                peer.mail()
            peer.say("250 Ok")
        peer.say("221 Bye")

    return handler


def sent_to(
    context: ssl.SSLContext, encryption: Encryption, trusted: str | None, pin: str | None = None
) -> Attempt:
    """What becomes of a mail to it, when ``trusted`` or ``pin`` say what to trust."""
    with LoopbackServer(serving(context, encryption)) as server:
        where = account(server.port, encryption, ca_certificates=trusted, pinned_sha256=pin)
        return attempt(where)
