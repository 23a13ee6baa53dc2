"""What a second look finds at real servers: other doors, names, old versions, missing links."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, Presented, Suggestion
from hubmail_gui.delivery import tls_faults
from hubmail_gui.delivery.account import Login, SmtpAccount
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.discovery import handshakes, issuers, probe, second_look
from tests.servers.certificates import Issued, Wish, intermediate, issue, root
from tests.servers.doors import doors
from tests.servers.loopback import LoopbackServer, Peer, closed_port
from tests.servers.submission import Submission

ROOT = root()
GOOD = issue(ROOT, Wish())
LOGIN = Login("hub", "never sent")


def account(port: int, encryption: Encryption, login: Login | None = LOGIN) -> SmtpAccount:
    return SmtpAccount("127.0.0.1", port, encryption, login, ca_certificates=ROOT.pem)


def look(where: SmtpAccount, code: str, **known: str) -> Fault:
    return second_look.look_again(where, Fault(code, params=known), Cancel())


def patch(fault: Fault) -> object:
    return None if fault.suggestion is None else fault.suggestion.settings


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


# --- why a handshake fails


def failing(context: ssl.SSLContext) -> Fault:
    """The fault made exact, of a server with this context."""
    with doors(tls=Submission(context, implicit=True)) as ports:
        where = account(ports["tls"], Encryption.TLS)
        seen = probe.probe(where, Cancel(), 5)
        assert seen.fault is not None
        return handshakes.exact(Fault("tls.handshake"), where, Cancel(), 3)


def failing_once(context: ssl.SSLContext) -> Fault:
    """The fault made exact, of a server that does nothing wrong any more."""
    with doors(tls=Submission(context, implicit=True)) as ports:
        where = account(ports["tls"], Encryption.TLS)
        return handshakes.exact(Fault("tls.handshake"), where, Cancel(), 3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_a_server_of_an_older_version(version: ssl.TLSVersion) -> None:
    context = GOOD.context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = version
    found = failing(context)
    assert found.code == "tls.protocol_too_old"
    named = {"TLSv1": "TLS 1.0", "TLSv1_1": "TLS 1.1"}[version.name]
    assert found.params["protocol"] == named


@pytest.mark.parametrize("ciphers", ["AES128-SHA:AES256-SHA", "AES256-GCM-SHA384"])
def test_a_server_without_forward_secrecy(ciphers: str) -> None:
    context = issue(ROOT, Wish(bits=2048)).context()
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert failing(context).code == "tls.key_exchange_weak"


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_certificate(newest: ssl.TLSVersion) -> None:
    context = GOOD.context()
    context.maximum_version = newest
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=ROOT.pem)
    assert failing(context).code == "tls.client_certificate_required"


def test_a_request_for_a_certificate_is_only_read_where_there_is_one() -> None:
    assert not tls_faults.asks_for_certificate(b"")
    assert not tls_faults.asks_for_certificate(b"\x16\x03\x03\xff\xff\x0d")
    assert not tls_faults.asks_for_certificate(b"220 mail.example.test ESMTP\r\n" * 9)
    assert tls_faults.asks_for_certificate(b"\x16\x03\x03\x00\x08" + b"\x0e\0\0\0" + b"\x0d\0\0\0")


# --- is a link missing, or is the authority unknown?


@contextmanager
def publishing(*content: bytes) -> Iterator[list[str]]:
    """A web server with these files; their addresses."""
    files = {f"/{number}.der": one for number, one in enumerate(content)}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files[self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is its own."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield [f"http://127.0.0.1:{server.server_port}{path}" for path in files]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def der(one: Issued) -> bytes:
    return one.certificate.public_bytes(Encoding.DER)


def told_apart(own: Issued, trusted: str, send: tuple[x509.Certificate, ...] = ()) -> str | None:
    with doors(tls=Submission(own.context(send=send), implicit=True)) as ports:
        where = account(ports["tls"], Encryption.TLS)._replace(ca_certificates=trusted)
        return issuers.exact(where, own.fingerprint, Cancel(), 5)


def test_a_link_that_is_published_and_leads_to_a_known_root() -> None:
    between = intermediate(ROOT)
    with publishing(der(between)) as (url,):
        own = issue(between, Wish(issuer_at=url))
        assert told_apart(own, ROOT.pem) == issuers.INCOMPLETE


def test_a_link_that_is_published_and_leads_to_a_private_root() -> None:
    private = root("Private")
    between = intermediate(private)
    with publishing(der(private), der(between)) as (_root_url, url):
        own = issue(between, Wish(issuer_at=url))
        assert told_apart(own, ROOT.pem) == issuers.UNTRUSTED


def test_the_private_root_itself_is_published() -> None:
    private = root("Private")
    with publishing(der(private)) as (url,):
        assert told_apart(issue(private, Wish(issuer_at=url)), ROOT.pem) == issuers.UNTRUSTED


def test_time_stamps_of_the_public_logs() -> None:
    between = intermediate(root("Unknown Root"))
    own = issue(between, Wish(logged=True))
    assert told_apart(own, ROOT.pem) == issuers.INCOMPLETE


def test_a_root_that_was_sent_is_unknown() -> None:
    private = root("Private")
    own = issue(private, Wish(logged=True))
    assert told_apart(own, ROOT.pem, (private.certificate,)) == issuers.UNTRUSTED


def test_neither_can_be_told() -> None:
    between = intermediate(ROOT)
    unreachable = f"http://127.0.0.1:{closed_port()}/issuer.der"
    assert told_apart(issue(between, Wish(issuer_at=unreachable)), ROOT.pem) is None
    with publishing(b"no certificate", b"x" * 70_000) as (nothing, much):
        assert told_apart(issue(between, Wish(issuer_at=nothing)), ROOT.pem) is None
        assert told_apart(issue(between, Wish(issuer_at=much)), ROOT.pem) is None


def test_the_issuer_is_fetched_by_plain_http_alone() -> None:
    """A certificate cannot be verified with one that is fetched by verifying certificates."""
    for address in ("https://127.0.0.1/issuer.der", "ldap://127.0.0.1/cn=CA", "file:///etc/passwd"):
        own = issue(ROOT, Wish(issuer_at=address))
        assert issuers._addresses(own.certificate) == []


def test_a_handshake_that_works_the_second_time_is_not_called_weak() -> None:
    assert failing_once(GOOD.context()).code == "tls.handshake"
    context = issue(ROOT, Wish(bits=2048)).context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert failing_once(context).code == "tls.handshake"


def test_the_whole_look_calls_it_by_its_name() -> None:
    private = root("Private")
    with publishing(der(private)) as (url,):
        own = issue(private, Wish(issuer_at=url))
        with doors(tls=Submission(own.context(), implicit=True)) as ports:
            where = account(ports["tls"], Encryption.TLS)
            shown = (Presented("CN=a", "CN=b", "2026", "2027", own.fingerprint),)
            fault = Fault(issuers.INCOMPLETE, chain=shown)
            found = second_look.look_again(where, fault, Cancel())
    assert found.code == issuers.UNTRUSTED
    assert "saw" not in found.params


def test_a_missing_link_is_only_called_certain_where_it_is() -> None:
    own = issue(intermediate(root("Unknown Root")), Wish(logged=True))
    with doors(tls=Submission(own.context(send=()), implicit=True)) as ports:
        where = account(ports["tls"], Encryption.TLS)
        shown = (Presented("CN=a", "CN=b", "2026", "2027", own.fingerprint),)
        fault = Fault(issuers.UNTRUSTED, params={"saw": "connected"}, chain=shown)
        found = second_look.look_again(where, fault, Cancel())
    assert (found.code, found.params["saw"]) == (issuers.INCOMPLETE, "connected link_proven")
    titles = {
        saw: catalogue.words(issuers.INCOMPLETE, "en", {"host": "mx", "saw": saw}).title
        for saw in ("connected", "connected link_proven")
    }
    assert titles["connected"] == "mx seems not to send its intermediate certificate"
    assert titles["connected link_proven"] == "mx does not send its intermediate certificate"


def test_silence_is_no_mail_server() -> None:
    def handler(peer: Peer) -> None:
        peer.hold()

    with LoopbackServer(handler) as server:
        seen = probe.probe(account(server.port, Encryption.TLS), Cancel(), 0.3)
    assert not seen.answered
    assert seen.fault is not None
