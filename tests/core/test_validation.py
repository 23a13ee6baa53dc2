"""Single values: what is taken, how it is tidied, and what is refused in which words."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core import validation
from hubmail_gui.core.problems import TITLES, ProblemError

END = "-----END CERTIFICATE-----"
# Four labels, and all that a name may have: 253 letters (RFC 1035 section 2.3.4, as text).
LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])


@dataclass(frozen=True)
class Taken:
    name: str
    check: Callable[[str], str]
    given: str
    becomes: str


TAKEN = (
    Taken("plain host", validation.host, "smtp.example.com", "smtp.example.com"),
    Taken("capitals", validation.host, "SMTP.Example.COM", "smtp.example.com"),
    Taken("trailing dot", validation.host, "smtp.example.com.", "smtp.example.com"),
    Taken("one label", validation.host, "mailhost", "mailhost"),
    Taken("underscore", validation.host, "mail_relay.corp", "mail_relay.corp"),
    Taken("international", validation.host, "mail.münchen.example", "mail.münchen.example"),
    Taken("IPv4", validation.host, "192.0.2.7", "192.0.2.7"),
    Taken("IPv6", validation.host, "2001:DB8::7", "2001:db8::7"),
    Taken("IPv6 in brackets", validation.host, "[2001:db8::7]", "2001:db8::7"),
    Taken("address", validation.email, "hub@example.com", "hub@example.com"),
    Taken("internal domain", validation.email, "hub@corp.local", "hub@corp.local"),
    Taken("no dot", validation.email, "bob@server01", "bob@server01"),
    Taken(
        "underscore in domain",
        validation.email,
        "root@srv_01.corp.example",
        "root@srv_01.corp.example",
    ),
    Taken("home", validation.email, "hub@nas.home.arpa", "hub@nas.home.arpa"),
    Taken("invalid", validation.email, "no-reply@hub.invalid", "no-reply@hub.invalid"),
    Taken("localhost", validation.email, "root@localhost", "root@localhost"),
    Taken("literal", validation.email, "hub@[192.0.2.7]", "hub@[192.0.2.7]"),
    Taken("IPv6 literal", validation.email, "hub@[IPv6:2001:db8::1]", "hub@[IPv6:2001:db8::1]"),
    Taken("bare address", validation.email, "hub@192.0.2.7", "hub@[192.0.2.7]"),
    Taken("angle brackets", validation.email, "<a@example.com>", "a@example.com"),
    Taken("name", validation.email, "Bob <bob@example.com>", "bob@example.com"),
    Taken("mailto", validation.email, "mailto:bob@example.com?subject=x", "bob@example.com"),
    Taken("full width", validation.email, "hub\uff20example\uff0ecom", "hub@example.com"),
    Taken("zero width", validation.email, "hub@exam\u200bple.com", "hub@example.com"),
    Taken("direction marks", validation.email, "\u202ahub@example.com\u202c", "hub@example.com"),
    Taken("fully qualified", validation.email, "hub@corp.example.", "hub@corp.example"),
    Taken("quoted local part", validation.email, '"hub mail"@corp.local', '"hub mail"@corp.local'),
    Taken(
        "full-width host",
        validation.host,
        "\uff53\uff4d\uff54\uff50\uff0eexample\uff0ecom",
        "smtp.example.com",
    ),
    Taken("quoted host", validation.host, "“smtp.example.com”", "smtp.example.com"),
    Taken("host with a slash", validation.host, "smtp.example.com/", "smtp.example.com"),
    Taken("UNC host", validation.host, "\\\\mail01", "mail01"),
    Taken("intranet address", validation.email, "hub@mail.test", "hub@mail.test"),
    Taken("international domain", validation.email, "hub@münchen.example", "hub@münchen.example"),
    Taken("international local part", validation.email, "jürgen@example.com", "jürgen@example.com"),
    Taken("EHLO name", validation.ehlo_name, "hub.example.com", "hub.example.com"),
    Taken("EHLO literal", validation.ehlo_name, "[192.0.2.1]", "[192.0.2.1]"),
    Taken("EHLO address without brackets", validation.ehlo_name, "192.0.2.1", "[192.0.2.1]"),
    Taken("EHLO IPv6", validation.ehlo_name, "2001:db8::1", "[IPv6:2001:db8::1]"),
    Taken("fingerprint with colons", validation.fingerprint, ":".join(["AB"] * 32), "ab" * 32),
    Taken("date", validation.iso_date, "2027-01-31", "2027-01-31"),
    Taken("name of 200 letters", validation.display_name, "é" * 200, "é" * 200),
    Taken("username of 320 letters", validation.username, "x" * 320, "x" * 320),
    Taken("capitals at the ends", validation.host, "X1.EXAMPLE.MX", "x1.example.mx"),
    Taken("capitals and an underscore", validation.ascii_host, "MAIL_01.Corp", "mail_01.corp"),
    Taken("longest label", validation.host, "a" * 63 + ".example", "a" * 63 + ".example"),
    Taken("longest name", validation.host, LONGEST, LONGEST),
    Taken(
        "international name for DNS",
        validation.ascii_host,
        "MAIL.MÜNCHEN.example",
        "mail.xn--mnchen-3ya.example",
    ),
    Taken("address with its zone", validation.host, "fe80::1%eth0", "fe80::1%eth0"),
    Taken("EHLO name, fully qualified", validation.ehlo_name, "HUB.EXAMPLE.MX.", "hub.example.mx"),
    Taken(
        "fingerprint as openssl writes it",
        validation.fingerprint,
        "sha256 Fingerprint=" + ":".join(["AB"] * 32),
        "ab" * 32,
    ),
    Taken("fingerprint in small letters", validation.fingerprint, "ef" * 32, "ef" * 32),
    Taken("a dot among letters", validation.password, "X•", "X•"),
    Taken("password of 200 letters", validation.secret, "é" * 200, "é" * 200),
    Taken("password with blanks around", validation.secret, " s3cret ", " s3cret "),
)


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case.name)
def test_taken(case: Taken) -> None:
    assert case.check(case.given) == case.becomes


@dataclass(frozen=True)
class Refused:
    name: str
    check: Callable[[str], str]
    given: str
    code: str
    suggestion: dict[str, object] = field(default_factory=dict)


REFUSED = (
    Refused(
        "host and port", validation.host, "smtp.example.com:587", "host.has_port",
        {"host": "smtp.example.com", "port": 587},
    ),
    Refused(
        "host and TLS port", validation.host, "smtp.example.com:465", "host.has_port",
        {"host": "smtp.example.com", "port": 465, "encryption": "tls"},
    ),
    Refused(
        "bracketed address and port", validation.host, "[2001:db8::7]:25", "host.has_port",
        {"host": "2001:db8::7", "port": 25},
    ),
    Refused(
        "URL", validation.host, "smtps://smtp.example.com/", "host.is_url",
        {"host": "smtp.example.com", "port": 465, "encryption": "tls"},
    ),
    Refused(
        "URL with port", validation.host, "smtp://user@smtp.example.com:2525", "host.is_url",
        {"host": "smtp.example.com", "port": 2525},
    ),
    Refused("web address", validation.host, "https://mail.example.com/owa", "host.is_url",
            {"host": "mail.example.com"}),
    Refused("mail address as host", validation.host, "hub@example.com", "host.is_address",
            {"host": "example.com"}),
    Refused("name too long", validation.display_name, "é" * 201, "field.too_long"),
    Refused("username too long", validation.username, "x" * 321, "field.too_long"),
    Refused("port 1", validation.host, "mail:1", "host.has_port", {"host": "mail", "port": 1}),
    Refused("last port", validation.host, "mail:65535", "host.has_port",
            {"host": "mail", "port": 65535}),
    Refused("no port is 0", validation.host, "MAIL.EXAMPLE.MX:0", "host.has_port",
            {"host": "MAIL.EXAMPLE.MX"}),
    Refused("no port is 65536", validation.host, "[2001:db8::7]:65536", "host.has_port",
            {"host": "2001:db8::7"}),
    Refused("capitals and port", validation.host, "X1.EXAMPLE.MX:25", "host.has_port",
            {"host": "X1.EXAMPLE.MX", "port": 25}),
    Refused("scheme without slashes", validation.host, "SMTP:X1.EXAMPLE.MX", "host.is_url",
            {"host": "X1.EXAMPLE.MX"}),
    Refused("URL with an address", validation.host, "smtp://[2001:db8::7]/", "host.is_url",
            {"host": "2001:db8::7"}),
    Refused("mail address with two signs as host", validation.host, "hub@mx@example.com",
            "host.is_address", {"host": "example.com"}),
    Refused("letter before an address", validation.host, "X192.0.2.7", "host.malformed"),
    Refused("name too long for DNS", validation.host, LONGEST + "b", "host.malformed"),
    Refused("hyphen last", validation.host, "smtp-.example.com", "host.malformed"),
    Refused("A-label of nothing", validation.host, "xn--zzzz.example", "host.malformed"),
    Refused("EHLO name with a hyphen first", validation.ehlo_name, "-hub", "ehlo.malformed"),
    Refused("half an EHLO literal", validation.ehlo_name, "[192.0.2.15", "ehlo.malformed"),
    Refused("line separator", validation.display_name, "Hub\u2028", "field.control_characters"),
    Refused("paragraph separator", validation.display_name, "Hub\u2029",
            "field.control_characters"),
    Refused("half a character", validation.display_name, "Hub\ud800", "field.control_characters"),
    Refused("line separator in a secret", validation.secret, "one\u2028two",
            "field.control_characters"),
    Refused("paragraph separator in a secret", validation.secret, "one\u2029two",
            "field.control_characters"),
    Refused("half a character in a secret", validation.secret, "one\ud800",
            "field.control_characters"),
    Refused("nothing but what a page shows", validation.password, "•●⚫", "secret.masked"),
    Refused("an empty password", validation.password, "", "field.required"),
    Refused("a password of two lines", validation.password, "one\ntwo", "secret.several_lines"),
    Refused("a password with its line end", validation.password, "one\n",
            "field.control_characters"),
    Refused("blank in host", validation.host, "smtp example.com", "host.malformed"),
    Refused("two dots", validation.host, "smtp..example.com", "host.malformed"),
    Refused("label too long", validation.host, "a" * 64 + ".example.com", "host.malformed"),
    Refused("hyphen first", validation.host, "-smtp.example.com", "host.malformed"),
    Refused("number too large", validation.host, "192.0.2.777", "host.malformed"),
    Refused("line break in host", validation.host, "smtp\nexample", "field.control_characters"),
    Refused("command injection", validation.email, "a@example.com>\r\nRCPT TO:<b@example.com",
            "field.control_characters"),
    Refused("no at sign", validation.email, "hub.example.com", "email.malformed"),
    Refused("two addresses", validation.email, "a@example.com, b@example.com", "email.several"),
    Refused("name before the sender", validation.sender, "Hub <hub@example.com>", "email.has_name",
            {"sender": "hub@example.com", "sender_name": "Hub"}),
    Refused("quoted name", validation.sender, '"Doe, Jane" <jane@example.com>', "email.has_name",
            {"sender": "jane@example.com", "sender_name": "Doe, Jane"}),
    Refused("two dots in the domain", validation.email, "hub@corp..local", "email.malformed"),
    Refused("blank in the domain", validation.email, "hub@corp local", "email.malformed"),
    Refused("nothing before the at sign", validation.email, "@corp.local", "email.malformed"),
    Refused("bad literal", validation.email, "hub@[300.1.1.1]", "email.malformed"),
    Refused("quoted brackets", validation.email, '"a<b>"@example.com', "email.malformed"),
    Refused("reversing character", validation.display_name, "Hub\u202e", "field.control_characters"),
    Refused("line break in password", validation.secret, "one\ntwo", "field.control_characters"),
    Refused("no password", validation.secret, "", "field.required"),
    Refused("short fingerprint", validation.fingerprint, "abcd", "fingerprint.malformed"),
    Refused("no such day", validation.iso_date, "2027-02-30", "date.malformed"),
    Refused("another form of date", validation.iso_date, "31.01.2027", "date.malformed"),
    Refused("private key as CA", validation.certificates,
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "certificate.is_key"),
    Refused("no certificate", validation.certificates, "hello", "certificate.malformed"),
    Refused("broken certificate", validation.certificates,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "certificate.malformed"),
    Refused("bad EHLO literal", validation.ehlo_name, "[300.1.1.1]", "ehlo.malformed"),
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_refused(case: Refused) -> None:
    with pytest.raises(ProblemError) as caught:
        case.check(case.given)
    assert caught.value.code == case.code
    assert dict(caught.value.suggestion) == case.suggestion
    assert "{" not in TITLES[case.code].format(**caught.value.params)


Bounds = tuple[Callable[[int], int], int, int, str]
BOUNDS: tuple[Bounds, ...] = (
    (validation.port, 1, 65535, "port.range"),
    (validation.timeout, 1, 600, "timeout.range"),
)


@pytest.mark.parametrize(("check", "low", "high", "code"), BOUNDS, ids=lambda one: str(one)[:20])
def test_numbers_from_the_least_to_the_most(
    check: Callable[[int], int], low: int, high: int, code: str
) -> None:
    assert [check(low), check(low + 1), check(high)] == [low, low + 1, high]
    for number in (low - 1, high + 1, -1):
        with pytest.raises(ProblemError) as caught:
            check(number)
        assert caught.value.code == code


PARAMS: tuple[tuple[Callable[[], object], dict[str, object]], ...] = (
    (lambda: validation.display_name("x" * 201), {"limit": 200}),
    (lambda: validation.username("x" * 321), {"limit": 320}),
    (lambda: validation.timeout(601), {"low": 1, "high": 600}),
    (lambda: validation.password("one\ntwo\nthree"), {"count": 3}),
    (lambda: validation.host("SMTPS://mail.example.com/"), {"scheme": "SMTPS"}),
)


@pytest.mark.parametrize(
    ("check", "params"),
    PARAMS,
    ids=lambda one: next(iter(one), "") if isinstance(one, dict) else "",
)
def test_what_the_sentence_of_a_problem_names(
    check: Callable[[], object], params: dict[str, object]
) -> None:
    with pytest.raises(ProblemError) as caught:
        check()
    assert dict(caught.value.params) == params


@pytest.fixture(scope="module")
def root() -> trustme.CA:
    """An authority of our own."""
    return trustme.CA()


class TestCertificates:
    """Files of certificates, as PEM text that OpenSSL takes."""

    def test_one_is_taken_out_of_what_stands_around_it(self, root: trustme.CA) -> None:
        pem = root.cert_pem.bytes().decode()
        # Half a character, as a terminal gives it for what is no UTF-8.
        assert validation.certificates(f"Ca\udce9\n{pem}bye\n").split() == pem.split()

    def test_der(self, root: trustme.CA) -> None:
        pem = root.cert_pem.bytes().decode()
        assert validation.certificates(ssl.PEM_cert_to_DER_cert(pem)).split() == pem.split()

    def test_the_one_that_vouches_for_no_other_comes_first(self, root: trustme.CA) -> None:
        inner = root.create_child_ca()
        authorities = [one.cert_pem.bytes().decode() for one in (root, inner)]
        leaf = inner.issue_cert("mail.example.com").cert_chain_pems[0].bytes().decode()
        text = validation.certificates("\n".join([*authorities, leaf, leaf]))
        found = [f"{one.strip()}\n{END}" for one in text.split(END) if one.strip()]
        assert [one.split() for one in found] == [one.split() for one in (leaf, *authorities)]


@given(st.text(max_size=80))
def test_a_host_is_taken_or_refused_but_never_breaks(text: str) -> None:
    try:
        host = validation.host(text)
    except ProblemError:
        return
    assert not any(character.isspace() for character in host)
    validation.ascii_host(host).encode("ascii")


@given(st.text(max_size=80))
def test_an_address_never_lets_a_command_through(text: str) -> None:
    try:
        address = validation.email(text)
    except ProblemError:
        return
    assert "\r" not in address
    assert "\n" not in address
    assert "<" not in address
