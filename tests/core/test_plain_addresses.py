"""The short way for plain addresses says what the library says, and takes no other."""

from __future__ import annotations

import email_validator
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError

# Everything that the short way looks at, and a little more.
LETTERS = "ab1._+-AÉ@"
LABELS = st.text("ab1-_", min_size=1, max_size=20)
DOMAINS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
ENDINGS = ("", ".com", ".local", ".test", ".a", ".x1", ".arpa", ".localhost", ".onion", ".invalid")
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
        return validation.email(address)
    except ProblemError:
        return None


@given(TYPED)
@example("hub@example.com")
@example("a.b+c-d_e@x-1.y--z.com")
@example("hub@ab--c.com")
@example("hub@xn--mnchen-3ya.example")
@example("hub@localhost")
@example("info@example.com")
@example(f"{'a' * 51}@example.com")
@example(f"{'a' * 52}@example.com")
@example(f"a@{'b' * 64}.com")
def test_the_library_agrees(address: str) -> None:
    assert ours(address) == by_library(address)


@pytest.mark.parametrize("reserved", email_validator.SPECIAL_USE_DOMAIN_NAMES)
def test_every_reserved_name_of_the_library_is_known(reserved: str) -> None:
    address = f"hub@mail.{reserved}"

    assert ours(address) == by_library(address)
