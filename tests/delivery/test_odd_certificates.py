"""Certificates that no library expects: named TLS faults, never a defect of ours."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.delivery.certificates import tls_fact
from hubmail_gui.diagnosis.tls import classify_tls
from tests.servers.attempts import account, attempt, code
from tests.servers.certificates import Wish, issue, root
from tests.servers.loopback import LoopbackServer, Peer

ROOT = root("Odd Root")
GOOD = issue(ROOT, Wish(published=True))


@cache
def der() -> bytes:
    return x509.load_pem_x509_certificate(GOOD.pem.encode()).public_bytes(Encoding.DER)


def changed(old: bytes, new: bytes) -> bytes:
    assert old in der()
    return der().replace(old, new, 1)


ODD: dict[str, Callable[[], bytes]] = {
    # [0] EXPLICIT INTEGER 2 is version 3.
    "version-5": lambda: changed(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x04"),
    "version-200": lambda: changed(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\xc8"),
    # [2] is a DNS name, [3] an X.400 address, [5] an EDI party, [0] another name.
    "x400-name": lambda: changed(b"\x82\x09localhost", b"\xa3\x09localhost"),
    "edi-name": lambda: changed(b"\x82\x09localhost", b"\xa5\x09\xa1\x07\x0c\x05party"),
    "other-name": lambda: changed(b"\x82\x09localhost", b"\xa0\x09localhost"),
    "no-such-name": lambda: changed(b"\x82\x09localhost", b"\x8f\x09localhost"),
    "name-of-no-letters": lambda: changed(b"\x82\x09localhost", b"\x82\x09\xff\xfe\x00\xff\xfe\x00\xff\xfe\x00"),
    # The address of the issuer ([6] is a URI) as an X.400 address.
    "odd-aia": lambda: changed(b"\x86", b"\xa3"),
    "aia-cut": lambda: changed(bytes.fromhex("2b06010505073002"), bytes.fromhex("2b06010505073fff")),
    "month-13": lambda: der().replace(b"Z", b"X", 1),
    "empty": lambda: b"",
    "no-der": lambda: b"\x30\x82\xff\xff",
}  # fmt: skip


@pytest.mark.parametrize("make", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("number", [10, 18, 19, 20, 62, 99])
def test_verdict_is_always_one_of_tls(make: Callable[[], bytes], number: int) -> None:
    fact = tls_fact(number, "localhost", (make(), der()), trusted=GOOD.pem)
    assert classify_tls(fact).code.startswith("tls.")


CHANGES = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), min_size=1, max_size=6)


def judge_changed(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(der())
    for at, value in changes:
        raw[at % len(raw)] = value
    fact = tls_fact(20, "localhost", (bytes(raw), der()), trusted=None)
    assert classify_tls(fact).code.startswith("tls.")


@given(CHANGES)
@settings(max_examples=200, deadline=None)
def test_any_byte_may_differ(changes: list[tuple[int, int]]) -> None:
    judge_changed(changes)


@pytest.mark.faults
def test_each_byte_differs() -> None:
    for at in range(len(der())):
        for value in (0x00, 0x01, 0x30, 0x7F, 0x80, 0x84, 0xA0, 0xFF):
            judge_changed([(at, value)])


@pytest.mark.faults
@given(CHANGES)
@settings(max_examples=10_000, deadline=None)
def test_any_byte_may_differ_for_long(changes: list[tuple[int, int]]) -> None:
    judge_changed(changes)


def context_with(raw: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = GOOD.key_and_chain.partition(b"-----BEGIN CERTIFICATE")[0]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "chain.pem")
        file.write_bytes(key + ssl.DER_cert_to_PEM_cert(raw).encode())
        context.load_cert_chain(file)
    return context


SENT = ["version-5", "x400-name", "edi-name", "odd-aia"]


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("trusted", [None, ROOT.pem], ids=["none", "root"])
def test_sent_by_a_server(name: str, trusted: str | None) -> None:
    assert (sent(name, trusted, pinned=False) or "").startswith("tls.")


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("trusted", [None, ROOT.pem], ids=["none", "root"])
def test_pinned(name: str, trusted: str | None) -> None:
    assert (sent(name, trusted, pinned=True) or "").startswith("smtp.")


def sent(name: str, trusted: str | None, *, pinned: bool) -> str | None:
    """The code of a test at a server with such a certificate, which refuses every mail."""
    raw = ODD[name]()
    pin = hashlib.sha256(raw).hexdigest() if pinned else None
    context = context_with(raw)

    def serve(peer: Peer) -> None:
        peer.start_tls(context)
        peer.say("554 5.7.1 No")

    with LoopbackServer(serve) as server:
        where = account(server.port, Encryption.TLS, ca_certificates=trusted, pinned_sha256=pin)
        return code(attempt(where))
