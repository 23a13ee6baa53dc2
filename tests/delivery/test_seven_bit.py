"""Mails for servers without 8BITMIME or SMTPUTF8: what they say stays, and nothing else changes."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.delivery.seven_bit import fitted

HEAD = b"From: hub@example.com\r\nX-Odd:  kept as it is \r\n\tto the letter\r\n"
MIXED = HEAD + (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\nnot for anybody\r\n--b\r\n"
    b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"Viele herzliche Gr\xfc\xdfe =20 \r\n.\r\n--b\r\n"
    b"Content-Type: application/pdf; name=plain.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"AAEC\r\n--b\r\n"
    b"Content-Type: message/rfc822\r\n\r\nSubject: inside\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"\r\nd\xc3\xa9j\xc3\xa0\r\n--b--\r\n"
)
SIGNED = HEAD + (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\r\n'
    b"\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"Gr\xc3\xbc\xc3\x9fe\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nabc\r\n--b--\r\n"
)


def seven(content: bytes, *, eight_bit: bool = False, utf8: bool = False) -> bytes:
    made = fitted(content, eight_bit=eight_bit, utf8=utf8)
    assert eight_bit or made.isascii()
    assert b"\n" not in made.replace(b"\r\n", b"")
    return made


def refused(content: bytes, *, eight_bit: bool = False) -> str:
    with pytest.raises(FaultError) as raised:
        fitted(content, eight_bit=eight_bit, utf8=False)
    return raised.value.fault.code


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def leaves(content: bytes) -> list[tuple[str, object]]:
    """Kind and meaning of every part."""
    parts = [part for part in read(content).walk() if not part.is_multipart()]
    return [(part.get_content_type(), part.get_content()) for part in parts]


def test_what_is_ascii_stays_byte_for_byte() -> None:
    plain = HEAD + b"\r\n" + b"x" * 2000 + b"\r\n.\r\n"
    assert fitted(plain, eight_bit=False, utf8=False) is plain


def test_what_the_server_carries_stays_byte_for_byte() -> None:
    assert fitted(MIXED, eight_bit=True, utf8=True) == MIXED
    assert fitted(MIXED, eight_bit=True, utf8=False) == MIXED
    assert fitted(SIGNED, eight_bit=True, utf8=False) == SIGNED


def test_each_part_is_encoded_and_means_the_same() -> None:
    made = seven(MIXED)
    assert made.startswith(HEAD)
    assert leaves(made) == leaves(MIXED)
    assert read(made)["Content-Transfer-Encoding"] == "7bit"
    # The part that was encoded already is the same.
    assert b"Content-Type: application/pdf; name=plain.pdf\r\n" in made
    assert b"\r\n\r\nAAEC\r\n--b\r\n" in made
    assert b"Viele herzliche Gr=FC=DFe =3D20=20\r\n=2E\r\n--b" in made


@pytest.mark.parametrize(
    ("raw", "charset"), [("Grüße".encode(), "utf-8"), (b"Gr\xfc\xdfe", "unknown-8bit")]
)
def test_a_text_that_does_not_say_what_it_is(raw: bytes, charset: str) -> None:
    made = read(seven(b"Subject: x\r\n\r\n" + raw + b"\r\n"))
    assert made["MIME-Version"] == "1.0"
    assert made.get_content_charset() == charset
    assert made.get_payload(decode=True) == raw + b"\r\n"


def test_a_header_becomes_encoded_words() -> None:
    raw = (
        "Subject: Grüße aus Zürich\r\nTo: Jürgen <j@münchen.example>, b@example.com\r\n"
        "X-Plain:   as it was\r\n\r\nplain\r\n"
    ).encode()
    for eight_bit in (True, False):
        made = seven(raw, eight_bit=eight_bit)
        message = read(made)
        assert message["Subject"] == "Grüße aus Zürich"
        first, second = message["To"].addresses
        assert (first.display_name, first.addr_spec) == ("Jürgen", "j@xn--mnchen-3ya.example")
        assert second.addr_spec == "b@example.com"
        assert b"X-Plain:   as it was\r\n" in made
        assert made.partition(b"\r\n\r\n")[0].isascii()


def test_a_blank_before_a_colon_is_still_a_header() -> None:
    made = read(seven("X-Odd : 1\r\nSubject\t: Grüße\r\n\r\nGrüße\r\n".encode()))
    assert (made["X-Odd"], made["Subject"]) == ("1", "Grüße")
    assert made.get_content().rstrip() == "Grüße"


def test_a_file_name_in_raw_letters() -> None:
    raw = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="Kündigung.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n"
    ).encode()
    part = next(read(seven(raw)).iter_attachments())
    assert part.get_filename() == "Kündigung.pdf"
    assert part.get_content() == b"\0\1\2"


def test_a_signature_is_not_broken() -> None:
    assert refused(SIGNED) == "smtp.8bit_unsupported"
    inside = HEAD + b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
    inside += SIGNED.partition(b"to the letter\r\n")[2] + b"\r\n--o--\r\n"
    assert refused(inside) == "smtp.8bit_unsupported"


def test_the_header_around_a_signature_is_not_signed() -> None:
    signed = SIGNED.replace("Grüße".encode(), b"Hello")
    made = seven("Subject: Grüße\r\n".encode() + signed)
    assert made.partition(b"\r\n")[2] == signed
    assert read(made)["Subject"] == "Grüße"


ADDRESS = "From: jürgen@example.com\r\n\r\nplain\r\n".encode()
IMPOSSIBLE = {
    "an identifier": "Message-ID: <ü@example.com>\r\n\r\nx\r\n".encode(),
    "an unknown encoding": b"Content-Transfer-Encoding: x-own\r\n\r\n\xfc\r\n",
    "broken base64": b"Content-Transfer-Encoding: base64\r\n\r\n\xfc\r\n",
    "a half of a message": b"Content-Type: message/partial; id=x\r\n\r\n\xfc\r\n",
    "a line that is no field": b"Subject: x\r\nno field\r\n\r\n\xfc\r\n",
    "parts without an end": b"Content-Type: multipart/mixed\r\n\r\n\xfc\r\n",
}


@pytest.mark.parametrize("content", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_converted(content: bytes) -> None:
    assert refused(content) == "smtp.8bit_unsupported"


@pytest.mark.parametrize("eight_bit", [True, False])
def test_an_address_that_only_smtputf8_carries(*, eight_bit: bool) -> None:
    assert refused(ADDRESS, eight_bit=eight_bit) == "smtp.utf8_unsupported"


LINES = st.lists(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8")), max_size=6)


@given(lines=LINES, html=st.booleans())
def test_any_text_comes_back(lines: list[str], html: bool) -> None:
    body = "".join(f"{line}\r\n" for line in lines).encode()
    kind = b"text/html" if html else b"text/plain"
    made = seven(b"MIME-Version: 1.0\r\nContent-Type: " + kind + b"; charset=utf-8\r\n\r\n" + body)
    message = read(made)
    assert message.get_payload(decode=True) == body
    assert max(map(len, made.split(b"\r\n"))) <= 998 or body.isascii()


@given(raw=st.binary(max_size=400))
def test_any_bytes_come_back_or_are_refused(raw: bytes) -> None:
    body = raw.replace(b"\r", b"").replace(b"\n", b"\r\n").replace(b"\0", b"")
    head = b"MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
    made = seven(head + b"Content-Transfer-Encoding: binary\r\n\r\n" + body)
    assert read(made).get_payload(decode=True) == body


@given(content=st.binary(max_size=300))
def test_nothing_makes_it_stumble(content: bytes) -> None:
    try:
        made = fitted(content, eight_bit=False, utf8=False)
    except FaultError as error:
        assert error.fault.code in ("smtp.8bit_unsupported", "smtp.utf8_unsupported")  # noqa: PT017
    else:
        assert made.isascii()
