"""How much of a secret is enough to be hidden, where it ends, and what stands right beside it."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from string import ascii_lowercase
from typing import Literal
from unicodedata import normalize

import pytest

from hubmail_gui.core.masking import HIDDEN, Mask, occurs

# No two pieces of it are alike, so that a part of it stands in one place only.
LETTERS = ascii_lowercase + "".join(map(chr, range(0x4E00, 0x4E00 + 500)))


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize("secret", ["abcd", "hunter2", "k\u00f6ln"])
def test_short_secrets_are_hidden_as_a_whole_and_not_in_part(secret: str) -> None:
    mask = Mask(secret)
    assert mask(secret) == HIDDEN
    assert mask(f"no <{secret.upper()}>, sorry") == f"no <{HIDDEN}>, sorry"
    for part in (secret[1:], secret[:-1], " ".join(secret)):
        assert mask(f"no <{part}>, sorry") == f"no <{part}>, sorry"


def test_blanks_between_the_letters_do_not_count_from_eight_letters_on() -> None:
    assert Mask("hunter2x")("no h u n t e r 2 x, sorry") == f"no {HIDDEN}, sorry"
    assert Mask("hunt er2x")("no hunter 2x, sorry") == f"no {HIDDEN}, sorry"


@pytest.mark.parametrize(
    ("length", "enough"),
    [(8, 8), (9, 8), (11, 8), (12, 9), (15, 11), (16, 8), (17, 8), (23, 11), (24, 12), (40, 20),
     (47, 23), (48, 24), (60, 24), (71, 24), (76, 24)],
)  # fmt: skip
def test_how_much_of_a_secret_is_enough(length: int, enough: int) -> None:
    """Three quarters of a short one, half of a longer one, 24 letters of a token; less may be a word."""
    secret = LETTERS[:length]
    mask = Mask(secret)
    for part in (secret[:enough], secret[-enough:]):
        assert mask(f"<{part}>") == f"<{HIDDEN}>"
    for part in (secret[: enough - 1], secret[1 - enough :]):
        assert mask(f"<{part}>") == f"<{part}>"


def test_of_a_token_every_piece_counts_but_they_do_not_overlap() -> None:
    """Of a key with thousands of letters there would be thousands of pieces otherwise."""
    token = LETTERS[:76]
    mask = Mask(token)
    for at in range(len(token) - 46):
        assert mask(f"<{token[at : at + 47]}>") == f"<{HIDDEN}>"
    assert not mask.finds(token[1:25])


@pytest.mark.parametrize("length", [20, 60])
def test_what_stands_around_a_part_goes_with_it(length: int) -> None:
    secret = LETTERS[:length]
    mask = Mask(secret)
    for cut in range(1, 6):
        assert mask(secret[cut:]) == HIDDEN
        assert mask(secret[:-cut]) == HIDDEN
        assert (
            mask(f"<{secret[cut:]}> and {secret[cut - 1]}") == f"<{HIDDEN}> and {secret[cut - 1]}"
        )
        assert mask(f"{secret[cut:]} {secret[cut - 1]}") == f"{HIDDEN} {secret[cut - 1]}"
        assert mask(f"{secret[cut - 1]}, {secret[cut:]}") == f"{secret[cut - 1]}, {HIDDEN}"


def test_tokens_that_begin_alike_are_each_hidden_as_far_as_they_were_said() -> None:
    old, new = LETTERS[:24] + LETTERS[100:150], LETTERS[:24] + LETTERS[200:250]
    mask = Mask(old)
    mask.add(new)
    for token in (old, new):
        assert mask(f"<{token[:40]}>") == f"<{HIDDEN}>"


def test_the_forms_of_a_secret_that_begin_alike_are_each_hidden_as_far_as_they_were_said() -> None:
    secret = LETTERS[:60] + "cr\u00e8me-br\u00fbl\u00e9e"
    for form in (secret, normalize("NFD", secret)):
        assert Mask(secret)(f"<{form[:-1]}>") == f"<{HIDDEN}>"


def test_hidden_as_often_as_it_occurs() -> None:
    mask = Mask("correct-horse")
    mask.add("battery-staple")
    text = "correct-horse, battery-staple, correct-horse; {} correct-horse and battery-staple."
    assert mask(text) == f"{HIDDEN}, {HIDDEN}, {HIDDEN}; {{}} {HIDDEN} and {HIDDEN}."
    assert mask("<correct-horsebattery-staple>") == f"<{HIDDEN}>"


@pytest.mark.parametrize(
    ("secret", "text"),
    [("abca", "abcabca"), ("aaaa", "aaaaa"), ("hunter2h", "hunter2hunter2hunter2h"), ("1212", "12121212")],
)  # fmt: skip
def test_hidden_where_it_shares_letters_with_itself(secret: str, text: str) -> None:
    assert Mask(secret)(f"<{text}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize(
    ("before", "core", "after"),
    [("", "YWJjZ", "Hp6"), ("eG", "FiY2", "R6eg=="), ("eHh", "hYmNk", "eno=")],
)
def test_four_letters_are_found_in_base64_at_each_offset(
    before: str, core: str, after: str
) -> None:
    """What is left holds at most a part of a letter, beside one of something else."""
    assert Mask("abcd")(before + core + after) == before + HIDDEN + after


@pytest.mark.parametrize("offset", range(3))
def test_base64_beside_a_secret_goes_too_where_it_holds_bits_of_it(offset: int) -> None:
    secret = "correct horse"
    before, after = "x" * (offset + 3), "y" * 6
    encoded = in_base64(before + secret + after)
    # Without the whole letters that are made of what stands before and behind.
    first, last = len(before) * 8 // 6, -((len(before) + len(secret)) * 8 // -6)
    shown = Mask(secret)(encoded)
    rest = shown.split(HIDDEN)
    assert len(rest) == 2
    assert encoded[:first].startswith(rest[0])
    assert encoded[last:].endswith(rest[1])
    assert len(rest[0]) >= first - 1
    assert len(rest[1]) >= len(encoded) - last - 1


@pytest.mark.parametrize("around", ["", " ", "<>", "\u00e4"])
def test_base64_of_a_secret_is_hidden_from_its_first_letter_to_its_last(around: str) -> None:
    for secret in ("hunter", "hunter2", "hunter2x", "correct horse", "f\u00fc\u00dfe~~~???~~~"):
        for encoded in (b64encode(secret.encode()), urlsafe_b64encode(secret.encode())):
            worn = f"{around}{encoded.decode()}{around}"
            assert Mask(secret)(worn).rstrip("=" + around) == f"{around}{HIDDEN}"


def test_blanks_between_the_letters_of_base64_do_not_count_from_eight_on() -> None:
    assert Mask("hunter")(f"no <{' '.join(in_base64('hunter'))}>") == f"no <{HIDDEN}>"


def test_base64_for_urls_is_hidden_where_it_has_signs_of_its_own() -> None:
    secret = "\u00ff\u00fe??>>~~"
    encoded = urlsafe_b64encode(secret.encode()).decode().rstrip("=")
    assert encoded.count("_") > 1
    assert encoded.count("-") > 0
    assert Mask(secret)(f"<{encoded}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize("secret", ["abcd", "hunter2"])
def test_short_secrets_are_found_in_hexadecimal(secret: str) -> None:
    assert Mask(secret)(f"<{secret.encode().hex(' ')}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize("who", [[], ["hub"]], ids=["nobody", "hub"])
@pytest.mark.parametrize("secret", ["k", "ok", "abc"])
def test_what_a_login_is_made_of_is_hidden_to_its_end(secret: str, who: list[str]) -> None:
    later = Mask()
    later.add(secret, *who)
    encoded = in_base64(f"user={''.join(who)}\1auth=Bearer {secret}\1\1").rstrip("=")
    for mask in (Mask(secret, *who), later):
        assert mask(f"<{encoded}>") == f"<{HIDDEN}>"


def test_the_end_of_what_a_login_is_made_of_is_hidden() -> None:
    encoded = in_base64("\0hub\0ok").rstrip("=")
    assert Mask("ok", "hub")(f"<{encoded[-8:]}>") == f"<{HIDDEN}>"


def test_longer_secrets_than_256_letters_are_no_passwords() -> None:
    """UTF-16 is what Windows makes of what people type."""
    for length, found in ((255, True), (256, True), (257, False)):
        secret = LETTERS[:length]
        assert Mask(secret).finds(b64encode(secret.encode("utf-16-le")).decode()) is found


@pytest.mark.parametrize("text", ["correct horse 9", "CORRECT HORSE 9", "Correct Horse 9"])
@pytest.mark.parametrize("before", ["\u0130", "\u0130\u0130\u0130 \u0130"])
def test_a_letter_that_grows_with_its_case_does_not_shift_what_is_hidden(
    before: str, text: str
) -> None:
    assert Mask("correct horse 9")(f"{before}<{text}>{before}") == f"{before}<{HIDDEN}>{before}"
    assert Mask(text + before)(f"<{text}{before}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize("secret", ["ΑΒΓΔΕΖΗΣ", "αβγδεζης", "αβγδεζησ", "ΟΣ-ΟΔΟΣ-ΟΣ", "ΟΔΟΣ"])
def test_a_sigma_is_hidden_whatever_stands_behind_it(secret: str) -> None:
    """Its small form is another at the end of a word, and words run together without blanks."""
    for worn in (secret, secret.lower(), secret.upper()):
        for behind in ("", " ", " sorry", "sorry", ", sorry", "\u0130"):
            assert Mask(secret)(f"no {worn}{behind}") == f"no {HIDDEN}{behind}"


@pytest.mark.parametrize("kind", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize(
    "secret", ["crème-brûlée", "cre\u0300me-brûle\u0301e", "\ufb01ne-crème", "\ufb01né-é"]
)
def test_hidden_as_it_was_typed_and_composed_or_not(
    secret: str, kind: Literal["NFC", "NFD", "NFKC"]
) -> None:
    """A server may write it another way than the keyboard did."""
    for text in (secret, secret.upper(), normalize(kind, secret), normalize(kind, secret).upper()):
        assert Mask(secret)(f"<{text}>") == f"<{HIDDEN}>"


def test_hidden_in_capitals_that_are_more_letters() -> None:
    mask = Mask("stra\u00dfenbahn")
    for text in ("stra\u00dfenbahn", "STRASSENBAHN", "strassenbahn", "STRA\u1e9eENBAHN"):
        assert mask(f"<{text}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize("secret", ["pass\udcffword-\udc80", "p\u00e4ss\udcffword-\udc80"])
def test_bytes_that_are_no_text_do_not_end_the_masking(secret: str) -> None:
    mask = Mask(secret, "h\udcffub")
    assert mask(f"<{secret}>") == f"<{HIDDEN}>"
    # What is left of it where they were left out, or another sign was put in their place.
    for encoding in ("utf-8", "utf-16-le"):
        encoded = b64encode(secret.encode(encoding, "ignore")).decode()
        assert mask(f"<{encoded}>").rstrip("=>") == f"<{HIDDEN}"
    assert HIDDEN in mask(b64encode(b"h?ub:" + secret.encode("utf-8", "replace")).decode())


def test_a_private_key_is_found_across_the_ends_of_its_lines() -> None:
    body = b64encode(bytes(range(96))).decode()
    key = f"-----BEGIN PRIVATE KEY-----\n{body[:64]}\n{body[64:]}\n-----END PRIVATE KEY-----\n"
    assert Mask(key)(f"<{body[48:72]}>") == f"<{HIDDEN}>"


def test_every_line_that_a_secret_runs_over_says_so() -> None:
    mask = Mask("correct horse battery")
    assert mask("<correct\nhorse\n550 battery>") == f"<{HIDDEN}\n{HIDDEN}\n550 {HIDDEN}>"
    assert mask.lines(["250 ok", "a <correct\nhorse", "battery>", "c\nd\ne", ""]) == [
        "250 ok", f"a <{HIDDEN}\n{HIDDEN}", f"{HIDDEN}>", "c\nd\ne", "",
    ]  # fmt: skip
    assert mask.lines(["250 ok", "a\nb"]) == ["250 ok", "a\nb"]
    assert mask.lines([]) == []


def test_a_zero_in_a_file_does_not_hide_what_is_in_it_as_a_plain_text() -> None:
    for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        assert occurs(
            "cr\u00e8me-br\u00fbl\u00e9e", b"\0\1" + "cr\u00e8me-br\u00fbl\u00e9e".encode(encoding)
        )
