"""Masking, for texts and secrets that nobody thought of: nothing is shown, in linear time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from hubmail_gui.core.masking import HIDDEN, SHORTEST, Mask
from tests.core.test_masking import DRESSES
from tests.growth import MOST, factor, repeated


@given(st.text(min_size=8, max_size=30), st.text(max_size=20), st.text(max_size=20))
@example("aaaaaaaaaaaa", "a", "a")
@example("0x0x0x0x0x", "0x", ":")
@example("-----BEGIN", "", "")
@example("000\x1b\x1b\x1b\x1b\x08", "", "")
@example("0000\x1b\x1b\x1b\x1b\x08", "", "")
@settings(max_examples=150, deadline=None)
def test_never_shown_plain_and_never_fails(secret: str, before: str, after: str) -> None:
    shown = Mask(secret)(before + secret + after)
    # What cannot be seen does not count: three letters between control characters are no secret.
    letters = "".join("".join(filter(str.isprintable, secret)).split())
    long = len("".join(secret.split())) >= 8 and len(letters) >= SHORTEST
    if long and secret not in before + HIDDEN + after:
        assert secret not in shown


@pytest.mark.faults
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=12, max_size=40),
    st.sampled_from(sorted(DRESSES)),
    st.text(max_size=200),
)
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_secret_in_any_dress_for_long(secret: str, dress: str, around: str) -> None:
    """What is shown of it gives no quarter of it away."""
    plain = "".join(filter(str.isalnum, secret))
    worn = DRESSES[dress](secret)
    assume(len(set(plain)) > 5 and len(plain) > 8 and plain not in around + HIDDEN)
    shown = Mask(secret)(f"{around} {worn} {around}")
    assert worn not in shown or worn in around + HIDDEN


@given(st.text(alphabet='\\%&=#xuU0123456789abcdefABCDEF;:\n\r "<+-_/\u00ad\u200dİß', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    """Whatever is found in a reading leads back into the text itself."""
    for size in (8, 12, 30):
        if len(text) > size + 5:
            assert text[5 : 5 + size] not in (shown := Mask(text[5 : 5 + size])(text)) or not shown
    assert Mask("correct horse")(text) == text


@pytest.mark.parametrize(
    "filler", ["a", "%61", "&#97;", "\\u0061", "=61", "\u00ad", " ", "\n535 ", "YWFh", "\\\\"]
)
def test_masking_is_linear(filler: str) -> None:
    mask = Mask("aaaaaaaaaaaab", "hub")
    mask.add("c3ab" * 200)
    assert factor(mask, repeated("", filler, "x")) < MOST
