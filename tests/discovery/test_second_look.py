"""What a second look finds at real servers: other doors, other names, another encryption."""

from __future__ import annotations

import threading

import pytest

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, Suggestion
from hubmail_gui.discovery import issuers, probe, second_look
from tests.discovery.looking import GOOD, ROOT, account, look, patch
from tests.servers.certificates import Wish, issue, root
from tests.servers.doors import doors
from tests.servers.loopback import LoopbackServer, Peer, closed_port
from tests.servers.submission import Submission


def test_nothing_listens_there_but_elsewhere() -> None:
    server = Submission(GOOD.context(), implicit=True)
    with doors(tls=server) as ports:
        found = look(account(closed_port(), Encryption.STARTTLS), "network.refused")
    assert found.suggestion == Suggestion(
        {"authentication": {"port": ports["tls"], "encryption": "tls"}},
        "tls_port",
        {"host": "127.0.0.1", "port": str(ports["tls"]), "name": "127.0.0.1"},
    )
    assert {one.code for one in found.seen} == {"ok", "network.refused"}
    assert set(server.heard) == {"EHLO", "QUIT"}


def test_the_same_port_with_the_other_encryption_comes_first() -> None:
    here, there = Submission(GOOD.context()), Submission(GOOD.context(), implicit=True)
    with doors(starttls=here, tls=there) as ports:
        found = look(account(ports["starttls"], Encryption.TLS), "tls.not_tls")
    assert patch(found) == {"authentication": {"encryption": "starttls"}}


def test_encryption_is_never_weakened() -> None:
    plain = Submission(before=("AUTH PLAIN",))
    with doors(starttls=plain, other=Submission(before=("AUTH PLAIN",))) as ports:
        found = look(account(ports["starttls"], Encryption.STARTTLS), "tls.starttls_missing")
    assert patch(found) is None
    assert "none" not in {one.encryption for one in found.seen}


def test_without_encryption_another_port_without_it_is_no_loss() -> None:
    with doors(relay=Submission(before=("AUTH PLAIN",))) as ports:
        found = look(account(closed_port(), Encryption.NONE), "network.refused")
    assert patch(found) == {"authentication": {"port": ports["relay"]}}


def test_encryption_is_offered_where_it_is_wanted() -> None:
    with doors(starttls=Submission(GOOD.context())) as ports:
        found = look(account(ports["starttls"], Encryption.NONE), "smtp.tls_required")
    assert patch(found) == {"authentication": {"encryption": "starttls"}}


def test_an_untrusted_server_is_no_better() -> None:
    stranger = issue(root("Stranger"), Wish())
    with doors(tls=Submission(stranger.context(), implicit=True)):
        found = look(account(closed_port(), Encryption.STARTTLS), "network.refused")
    assert patch(found) is None
    assert {issuers.INCOMPLETE, issuers.UNTRUSTED} & {one.code for one in found.seen}


def test_a_server_that_offers_no_login_is_no_better_for_who_logs_in() -> None:
    with doors(tls=Submission(GOOD.context(), implicit=True, after=())):
        with_login = look(account(closed_port(), Encryption.TLS), "network.refused")
        without = look(account(closed_port(), Encryption.TLS, None), "network.refused")
    assert patch(with_login) is None
    assert patch(without) is not None


def test_authentication_is_to_be_switched_on() -> None:
    with doors(starttls=Submission(GOOD.context())) as ports:
        where = account(ports["starttls"], Encryption.STARTTLS, None)
        found = look(where, "smtp.auth.required")
        also = look(where._replace(encryption=Encryption.NONE), "smtp.auth.required")
    assert patch(found) == {"authentication": {"smtp_authentication": True}}
    assert patch(also) == {
        "authentication": {"encryption": "starttls", "smtp_authentication": True}
    }


def test_authentication_is_to_be_switched_off_where_nobody_offers_it() -> None:
    with doors(relay=Submission(GOOD.context(), after=())) as ports:
        found = look(account(ports["relay"], Encryption.STARTTLS), "smtp.auth.not_offered")
    assert patch(found) == {"authentication": {"smtp_authentication": False}}


def test_another_port_offers_the_login() -> None:
    relay, better = Submission(GOOD.context(), after=()), Submission(GOOD.context())
    with doors(relay=relay, starttls=better) as ports:
        found = look(account(ports["relay"], Encryption.STARTTLS), "smtp.auth.not_offered")
    assert patch(found) == {"authentication": {"port": ports["starttls"]}}


def test_the_name_in_the_certificate_that_leads_to_the_same_address() -> None:
    named = issue(ROOT, Wish(names=("elsewhere.invalid", "127.0.0.1")))
    with doors(starttls=Submission(named.context())) as ports:
        where = account(ports["starttls"], Encryption.STARTTLS)._replace(host="localhost")
        known = "elsewhere.invalid, *.example.com, 192.0.2.1, 127.0.0.1"
        found = look(where, "tls.certificate.hostname", presented=known)
    assert patch(found) == {"authentication": {"host": "127.0.0.1"}}
    assert found.suggestion is not None
    assert found.suggestion.reason == "certificate_name"
    assert {one.host for one in found.seen} == {"localhost", "127.0.0.1"}


@pytest.mark.parametrize("code", ["smtp.auth.rejected", "smtp.recipient.full", "cancelled"])
def test_no_look_where_no_setting_is_to_blame(code: str) -> None:
    assert not second_look.applies(account(25, Encryption.NONE), Fault(code))


def test_it_ends_in_time_whatever_the_servers_do() -> None:
    with doors(tls=Submission(late=-1), starttls=Submission(late=-1)):
        where = account(closed_port(), Encryption.STARTTLS)
        found = second_look.look_again(where, Fault("network.refused"), Cancel(), seconds=0.5)
    assert patch(found) is None
    assert "network.timeout" in {one.code for one in found.seen}


def test_cancel_ends_it() -> None:
    cancel = Cancel()
    with doors(tls=Submission(late=-1)):
        where = account(closed_port(), Encryption.STARTTLS)
        threading.Timer(0.1, cancel.request).start()
        with pytest.raises(Cancelled):
            second_look.look_again(where, Fault("network.refused"), cancel, seconds=60)


def test_silence_is_no_mail_server() -> None:
    def handler(peer: Peer) -> None:
        peer.hold()

    with LoopbackServer(handler) as server:
        seen = probe.probe(account(server.port, Encryption.TLS), Cancel(), 0.3)
    assert not seen.answered
    assert seen.fault is not None
