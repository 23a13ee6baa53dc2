"""Looking at a server: what it offers and shows, without a login and without a mail."""

from __future__ import annotations

import pytest

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver
from hubmail_gui.delivery.driver import Look
from hubmail_gui.delivery.ladder import Ladder
from tests.servers.attempts import account
from tests.servers.certificates import Wish, issue, root
from tests.servers.loopback import LoopbackServer, Peer
from tests.servers.taking import GOOD, ROOT, sent_to


def look(port: int, encryption: Encryption, trusted: str | None = None) -> Look:
    where = account(port, encryption, ca_certificates=trusted)
    return driver.look(where, Ladder(Watch(), (), Mask()))


def test_look_says_nothing_but_hello_and_quit() -> None:
    heard: list[str] = []

    def handler(peer: Peer) -> None:
        peer.say("220 mx.example.test ESMTP")
        heard.append(peer.line())
        peer.say("250-mx.example.test", "250 STARTTLS")
        heard.append(peer.line())
        peer.say("220 go")
        peer.start_tls(GOOD.context())
        heard.append(peer.line())
        peer.say("250-mx.example.test", "250 AUTH PLAIN XOAUTH2")
        heard.append(peer.line())
        peer.say("221 Bye")

    with LoopbackServer(handler) as server:
        seen = look(server.port, Encryption.STARTTLS, ROOT.pem)
    assert seen.features.mechanisms == ("PLAIN", "XOAUTH2")
    assert seen.address == "127.0.0.1"
    assert seen.session is not None
    assert [line.split()[0] for line in heard] == ["EHLO", "STARTTLS", "EHLO", "QUIT"]


def test_look_at_a_server_that_turns_away() -> None:
    def handler(peer: Peer) -> None:
        peer.say("554 5.7.1 No")

    with LoopbackServer(handler) as server, pytest.raises(FaultError) as raised:
        look(server.port, Encryption.NONE)
    assert raised.value.fault.code == "smtp.turned_away"


def test_a_refused_certificate_is_shown_with_those_above_it() -> None:
    above = root("Hidden Root")
    own = issue(above, Wish())
    done = sent_to(own.context(send=(above.certificate,)), Encryption.TLS, None)
    assert done.fault is not None
    first, second = done.fault.chain
    assert first.sha256 == own.fingerprint
    assert first.issuer == second.subject == "CN=Hidden Root,O=Example"
    assert second.sha256 == above.fingerprint
    assert first.not_before < first.not_after


def test_another_certificate_than_the_pinned_one_is_shown() -> None:
    done = sent_to(GOOD.context(), Encryption.STARTTLS, None, pin="0" * 64)
    assert done.fault is not None
    assert done.fault.code == "tls.certificate.pin_changed"
    assert done.fault.chain[0].sha256 == GOOD.fingerprint
