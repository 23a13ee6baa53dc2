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
