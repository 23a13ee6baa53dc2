"""Is a link of the chain missing, or is the authority unknown?"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault, Presented
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.discovery import issuers, second_look
from tests.discovery.looking import ROOT, account
from tests.servers.certificates import Issued, Wish, intermediate, issue, root
from tests.servers.doors import doors
from tests.servers.loopback import closed_port
from tests.servers.submission import Submission


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
