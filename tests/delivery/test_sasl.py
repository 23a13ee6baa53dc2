"""SASL mechanisms against an independent implementation of their server, and their order."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scramp import ScramException, ScramMechanism

from hubmail_gui.delivery import sasl
from hubmail_gui.delivery.account import Login

LOGIN = Login("hub", "correct horse")
INTERNATIONAL = Login("jürgen", "pässwörd ✓")


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (
            ("LOGIN", "PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"),
            ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"],
        ),
        (("NTLM", "LOGIN", "XOAUTH2"), ["LOGIN"]),
        (("GSSAPI", "NTLM"), []),
        (("SCRAM-SHA-256-PLUS", "PLAIN"), ["PLAIN"]),
    ],
)
def test_strongest_first(offered: tuple[str, ...], chosen: list[str]) -> None:
    assert sasl.choose(offered, LOGIN) == chosen


def test_a_token_goes_by_xoauth2_alone() -> None:
    token = Login("hub@example.test", "abc", token=True)
    assert sasl.choose(("PLAIN", "LOGIN", "XOAUTH2"), token) == ["XOAUTH2"]
    assert sasl.choose(("PLAIN", "LOGIN"), token) == []
    mechanism = sasl.start("XOAUTH2", token)
    assert mechanism.respond(b"") == b"user=hub@example.test\x01auth=Bearer abc\x01\x01"
    # What was wrong comes as a challenge, which wants an empty answer before the refusal.
    assert mechanism.respond(b'{"status":"401"}') == b""
    with pytest.raises(sasl.SaslError):
        mechanism.respond(b"again")


def test_plain_in_utf8() -> None:
    response = sasl.start("PLAIN", INTERNATIONAL).respond(b"")
    assert response == "\0jürgen\0pässwörd ✓".encode()


def test_login_in_utf8() -> None:
    mechanism = sasl.start("LOGIN", INTERNATIONAL)
    assert mechanism.respond(b"Username:") == "jürgen".encode()
    assert mechanism.respond(b"Password:") == "pässwörd ✓".encode()
    mechanism.finish()


def test_cram_md5() -> None:
    challenge = b"<1896.697170952@postoffice.example.test>"
    expected = hmac.new(b"correct horse", challenge, hashlib.md5).hexdigest()
    assert sasl.start("CRAM-MD5", LOGIN).respond(challenge) == f"hub {expected}".encode()


@pytest.mark.parametrize("name", ["PLAIN", "CRAM-MD5", "LOGIN"])
def test_more_challenges_than_there_are(name: str) -> None:
    mechanism = sasl.start(name, LOGIN)
    for _turn in range(2 if name == "LOGIN" else 1):
        mechanism.respond(b"again")
    with pytest.raises(sasl.SaslError):
        mechanism.respond(b"again")


@pytest.mark.parametrize("name", ["SCRAM-SHA-256", "SCRAM-SHA-1"])
@pytest.mark.parametrize("login", [LOGIN, INTERNATIONAL], ids=["ascii", "international"])
def test_scram(name: str, login: Login) -> None:
    mechanism = ScramMechanism(name)
    known = mechanism.make_auth_info(login.secret, iteration_count=4096)
    server = mechanism.make_server(lambda _user: known)
    client = sasl.start(name, login)
    server.set_client_first(client.respond(b"").decode())
    server.set_client_final(client.respond(server.get_server_first().encode()).decode())
    with pytest.raises(sasl.SaslError):
        client.finish()
    assert client.respond(server.get_server_final().encode()) == b""
    client.finish()


def test_scram_with_a_wrong_password() -> None:
    mechanism = ScramMechanism("SCRAM-SHA-256")
    known = mechanism.make_auth_info("another password", iteration_count=4096)
    server = mechanism.make_server(lambda _user: known)
    client = sasl.start("SCRAM-SHA-256", LOGIN)
    server.set_client_first(client.respond(b"").decode())
    with pytest.raises(ScramException):
        server.set_client_final(client.respond(server.get_server_first().encode()).decode())


def test_scram_server_that_forges_its_proof() -> None:
    mechanism = ScramMechanism("SCRAM-SHA-256")
    known = mechanism.make_auth_info(LOGIN.secret, iteration_count=4096)
    server = mechanism.make_server(lambda _user: known)
    client = sasl.start("SCRAM-SHA-256", LOGIN)
    server.set_client_first(client.respond(b"").decode())
    client.respond(server.get_server_first().encode())
    with pytest.raises(sasl.SaslError):
        client.respond(b"v=" + b"A" * 43 + b"=")


# Sixteen bytes: a shorter salt would be refused for itself.
SALT = "c2FsdC1zYWx0LXNhbHQtMTY="


def answered(count: str, after: str = "") -> bytes:
    """The final message to a server that asks for ``count`` iterations."""
    client = sasl.start("SCRAM-SHA-256", LOGIN)
    nonce = client.respond(b"").decode().rpartition("r=")[2]
    return client.respond(f"r={nonce}server,s={SALT},i={count}{after}".encode())


@pytest.mark.parametrize("count", ["1000001", "999999999999999999999999", "9" * 5000, "", "many"])
def test_scram_server_that_asks_for_endless_work(count: str) -> None:
    with pytest.raises(sasl.SaslError):
        answered(count)


def test_scram_server_that_asks_for_as_much_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    # A million take a second.
    monkeypatch.setattr(sasl, "MOST_ITERATIONS", 5000)
    assert answered("5000").startswith(b"c=biws,r=")
    with pytest.raises(sasl.SaslError):
        answered("5001")


def test_scram_with_an_extension_behind_the_count() -> None:
    # RFC 5802 section 5.1: optional ones are to be ignored.
    assert answered("4096", ",x=later").startswith(b"c=biws,r=")


@given(st.binary(max_size=100), st.sampled_from(["SCRAM-SHA-256", "SCRAM-SHA-1"]))
def test_scram_challenges_of_any_kind(challenge: bytes, name: str) -> None:
    client = sasl.start(name, LOGIN)
    client.respond(b"")
    with pytest.raises(sasl.SaslError):
        client.respond(challenge)
