"""A secret stays out of what is shown, in whatever form a server sends it back."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.foreign import printable
from hubmail_gui.core.masking import HIDDEN, Mask
from hubmail_gui.delivery.transcript import Transcript

SECRET = "pä$$ wörd/+9"
RAW = SECRET.encode()

FORMS = {
    "plain": SECRET,
    "upper-case": SECRET.upper(),
    "url": quote(SECRET, safe=""),
    "form": quote_plus(SECRET),
    "base64": b64encode(RAW).decode(),
    "plain-response": b64encode(b"\0hub\0" + RAW).decode(),
    "with-authorization-identity": b64encode(b"hub\0hub\0" + RAW).decode(),
    "xoauth2": b64encode(b"user=hub\1auth=Bearer " + RAW + b"\1\1").decode(),
    "offset-0": b64encode(b"abc" + RAW + b"xyz").decode(),
    "offset-1": b64encode(b"abcd" + RAW + b"xyz").decode(),
    "offset-2": b64encode(b"abcde" + RAW + b"xyz").decode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_hidden_in_every_form(form: str) -> None:
    shown = Mask(SECRET, "hub")(f"535 5.7.8 no: <{form}>, sorry")
    assert HIDDEN in shown
    assert shown.startswith("535 5.7.8 no: <")
    assert shown.endswith(", sorry")
    for start in range(len(form) - 8):
        assert form[start : start + 8] not in shown or not form[start : start + 8].isalnum()


def test_no_secret_hides_nothing() -> None:
    assert Mask()("250 Ok") == "250 Ok"
    assert Mask("")("250 Ok") == "250 Ok"


def test_a_short_secret_does_not_swallow_ordinary_words() -> None:
    assert Mask("ok")("250 2.0.0 Ok: queued") == "250 2.0.0 Ok: queued"
    assert HIDDEN in Mask("ok", "hub")(b64encode(b"\0hub\0ok").decode())


def test_several_secrets() -> None:
    mask = Mask("first secret")
    mask.add("second secret")
    assert mask("first secret, second secret") == f"{HIDDEN}, {HIDDEN}"


@given(st.text(min_size=6, max_size=20), st.binary(max_size=5), st.binary(max_size=5))
def test_base64_at_any_offset(secret: str, before: bytes, after: bytes) -> None:
    encoded = b64encode(before + secret.encode("utf-8", "ignore") + after).decode()
    if secret.encode("utf-8", "ignore") == secret.encode("utf-8", "replace"):
        assert HIDDEN in Mask(secret)(encoded)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("250 \x1b[31mred", "250 \\x1b[31mred"),
        ("a\0b", "a\\x00b"),
        ("abc\u202edcb", "abc\\u202edcb"),
        ("\ud800", "\\ud800"),
        ("tab\tand é", "tab\tand é"),
    ],
)
def test_controls_are_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_transcript() -> None:
    transcript = Transcript(Mask("secret word"), iter([1.5, 2.0, 3.0]).__next__)
    transcript.client("EHLO client")
    transcript.server("250 secret word")
    transcript.note("TLS 1.3")
    assert [(line.at_ms, line.source, line.text) for line in transcript.lines] == [
        (1.5, "client", "EHLO client"),
        (2.0, "server", f"250 {HIDDEN}"),
        (3.0, "note", "TLS 1.3"),
    ]
