"""Why a handshake fails, found out by other handshakes."""

from __future__ import annotations

import ssl

import pytest

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.outcome import Fault
from hubmail_gui.delivery import tls_faults
from hubmail_gui.discovery import handshakes, probe
from tests.discovery.looking import GOOD, ROOT, account
from tests.servers.certificates import Wish, issue
from tests.servers.doors import doors
from tests.servers.submission import Submission


def failing(context: ssl.SSLContext) -> Fault:
    """The fault made exact, of a server with this context."""
    found = made_exact(context)
    assert found is not None
    return found


def made_exact(context: ssl.SSLContext) -> Fault | None:
    """The same; None: there is no fault."""
    with doors(tls=Submission(context, implicit=True)) as ports:
        where = account(ports["tls"], Encryption.TLS)
        if probe.probe(where, Cancel(), 5).fault is None:
            return None
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
    found = made_exact(context)
    # Python's own list of ciphers has none of them; Debian's takes OpenSSL's, which has.
    ours = {cipher["name"] for cipher in ssl.create_default_context().get_ciphers()}
    if ours & set(ciphers.split(":")):
        assert found is None
    else:
        assert found is not None
        assert found.code == "tls.key_exchange_weak"


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


def test_a_handshake_that_works_the_second_time_is_not_called_weak() -> None:
    assert failing_once(GOOD.context()).code == "tls.handshake"
    context = issue(ROOT, Wish(bits=2048)).context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert failing_once(context).code == "tls.handshake"
