"""The short way for plain addresses says what the long way says, and takes no other."""

from __future__ import annotations

import re

import email_validator
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubmail_gui.core import addresses
from hubmail_gui.core.problems import ProblemError

# Everything that the short way looks at, and a little more.
LETTERS = "ab1._+-AÉ@"
LABELS = st.text("ab1-_", min_size=1, max_size=20)
DOMAINS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
ENDINGS = ("", ".com", ".local", ".test", ".a", ".x1", ".1", ".arpa", ".localhost", ".invalid")
TYPED = st.builds(
    lambda name, domain, end: f"{name}@{domain}{end}",
    st.text(LETTERS, min_size=1, max_size=70),
    DOMAINS,
    st.sampled_from(ENDINGS),
)


def by_library(address: str) -> str | None:
    try:
        checked = email_validator.validate_email(
            address, check_deliverability=False, test_environment=True, allow_domain_literal=True
        )
    except email_validator.EmailNotValidError:
        return None
    return checked.normalized


def ours(address: str) -> str | None:
    try:
        return addresses.email(address)
    except ProblemError:
        return None


def the_long_way(address: str, monkeypatch: pytest.MonkeyPatch) -> str | None:
    with monkeypatch.context() as patch:
        patch.setattr(addresses, "_PLAIN_LENGTH", 0)
        return ours(address)


@given(TYPED)
@example("hub@example.com")
@example("a.b+c-d_e@x-1.y--z.com")
@example("hub@xn--mnchen-3ya.example")
@example("hub@localhost")
@example("info@example.com")
@example(f"{'a' * 51}@example.com")
@example(f"{'a' * 52}@example.com")
@example(f"a@{'b' * 64}.com")
def test_both_ways_agree_and_take_what_the_library_takes(address: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert ours(address) == the_long_way(address, patch)
    if expected := by_library(address):
        assert ours(address) == expected


def test_the_short_way_takes_no_time_whatever_the_address_is_like() -> None:
    # It would take years if the expression tried every way to divide the letters.
    assert re.fullmatch(addresses._PLAIN, "a@" + "a" * 60 + "!") is None


@pytest.mark.parametrize("reserved", email_validator.SPECIAL_USE_DOMAIN_NAMES)
def test_every_reserved_name_is_good_inside_and_known_as_internal(reserved: str) -> None:
    address = f"hub@mail.{reserved}"

    assert ours(address) == address
    assert addresses.is_internal(address) or reserved in {"arpa", "test"}


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("Hub <hub@x.test>", "Hub", "hub@x.test"),
        ("Hub < hub@corp.local >", "Hub", "hub@corp.local"),
        ("Hub<hub@x.test>", "Hub", "hub@x.test"),
        ("«\u00a0Hub\u00a0» <hub@x.test>", "Hub", "hub@x.test"),
        ("Hub [hub@x.test]", "Hub", "hub@x.test"),
        ("Hub [mailto:hub@x.test]", "Hub", "hub@x.test"),
        ("hub@x.test (Hub)", "Hub", "hub@x.test"),
        ("hub@x.test <mailto:hub@x.test>", "", "hub@x.test"),
        ("<hub@x.test", "", "hub@x.test"),
        ("SMTP:hub@x.test", "", "hub@x.test"),
        ("mailto:hub@x.test?subject=x", "", "hub@x.test"),
        ("hub@[192.0.2.1]", "", "hub@[192.0.2.1]"),
        ("hub@[192.0.2.1] (Hub)", "Hub", "hub@[192.0.2.1]"),
        ("hub@x.test;", "", "hub@x.test"),
        ("hub@x.test,", "", "hub@x.test"),
        ("Xavier@x.test", "", "Xavier@x.test"),
        ("<Xavier@x.test>", "", "Xavier@x.test"),
    ],
)
def test_the_address_is_taken_out_of_what_stands_around_it(
    typed: str, name: str, address: str
) -> None:
    assert addresses.split(typed) == (name, address)
    assert ours(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["A <a@x.test>, B <b@x.test>", "a@x.test, B <b@x.test>", "ann@x.test <bob@x.test>", "a@x.test; b@x.test"],
)  # fmt: skip
def test_of_two_addresses_none_is_chosen(typed: str) -> None:
    with pytest.raises(ProblemError) as caught:
        addresses.email(typed)
    assert caught.value.code == "email.several"


@pytest.mark.parametrize(
    "address",
    ["hub@corp.local", "hub@server01", "hub@srv_01.corp.example", "hub@_x.local", "hub@home.arpa",
     "hub@x.invalid", "hub@x.test", "hub@localhost", "hub@x.c", "hub@xn--mnchen-3ya.local", "o'brien@my_host"],
)  # fmt: skip
def test_only_the_form_can_be_wrong(address: str) -> None:
    assert ours(address) is not None


@pytest.mark.parametrize(
    ("address", "internal"),
    [
        ("hub@x.test", False),
        ("hub@example.com", False),
        ("hub@EXAMPLE.MX", False),
        ("hub@local.example.com", False),
        ("hub@corp.LOCAL", True),
        ("hub@corp.local.", True),
        ("hub@server01", True),
        ("hub@srv_01.example.com", True),
        ("hub@home.arpa", True),
        ("hub@nas.home.arpa", True),
        ("hub@[192.0.2.1]", True),
        ("hub@[IPv6:2001:db8::1]", True),
        ('"a@b"@example.com', False),
        ('"a@example.com"@corp', True),
        ("hub@mail.corp.local", True),
        ("hub_1@example.com", False),
        ("LOCAL", True),
    ],
)
def test_whose_mail_no_other_company_can_answer(address: str, internal: bool) -> None:
    assert addresses.is_internal(address) is internal


# 254 octets with local part and sign (RFC 5321 section 4.5.3.1.3).
LONGEST = f"{'a' * 60}@{'.'.join(['b' * 63] * 3)}.c"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("hub@2001:db8::1", "hub@[IPv6:2001:db8::1]"),
        ("hub@EXAMPLE.MX", "hub@example.mx"),
        (LONGEST, LONGEST),
    ],
    ids=["quoted", "IPv6", "capitals", "longest"],
)
def test_what_is_taken(typed: str, address: str) -> None:
    assert len(LONGEST) == 254
    assert addresses.email(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["hub@", "@x.test", "hub", "a..b@x.test", '"a<b"@x.test', '"a>b"@x.test', LONGEST + "d",
     "hub@[300.1.1.1]", "hub@-x.test"],
)  # fmt: skip
def test_what_is_none(typed: str) -> None:
    with pytest.raises(ProblemError) as caught:
        addresses.email(typed)
    assert caught.value.code == "email.malformed"


def test_a_name_before_the_sender_is_offered_with_its_address() -> None:
    with pytest.raises(ProblemError) as caught:
        addresses.sender("Hub <hub@x.test>")
    assert caught.value.code == "email.has_name"
    assert caught.value.params == {"name": "Hub", "address": "hub@x.test"}
    assert caught.value.suggestion == {"sender": "hub@x.test", "sender_name": "Hub"}
    assert addresses.sender("<hub@x.test>") == "hub@x.test"


def test_of_two_addresses_all_is_left_as_it_was_typed() -> None:
    typed = "ann@x.test <bob@x.test>"
    assert addresses.split(typed) == ("", typed)
