"""The text of replies: encodings, enhanced status codes, and what counts as a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.diagnosis.reply_text import (
    decode_reply,
    hinted_enhanced,
    parse_enhanced,
    read,
    split_lines,
    words,
)

CHINESE = "请使用授权码登录"
RUSSIAN = "Почтовый ящик переполнен"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5.7.139 Authentication unsuccessful", "5.7.139"),
        ("5.7.1", "5.7.1"),
        ("  4.3.2 Busy", "4.3.2"),
        ("5.7.1, not you", "5.7.1"),
        ("5.7.1.2 is no code", None),
        ("5.9.1 has no such subject", None),
        ("7.7.1 has no such class", None),
        ("192.0.2.25 is an address", None),
        ("5.1.1.25 is an address", None),
        ("Sorry (#5.7.1)", None),
        ("", None),
    ],
)
def test_enhanced_code_begins_the_text(text: str, code: str | None) -> None:
    assert parse_enhanced(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sorry, not in my list of allowed rcpthosts (#5.7.1)", "5.7.1"),
        ("cuda_nsu 5.1.1 <bob@example.test>... User unknown", "5.1.1"),
        ("#5.1.0 Address rejected.", "5.1.0"),
        ("Try later (#id-5.9.4)", None),
        ("Blocked: 5.1.1.25", None),
        ("see https://example.test/5.7.1", None),
    ],
)
def test_enhanced_code_elsewhere_is_a_hint(text: str, code: str | None) -> None:
    assert hinted_enhanced(text) == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (CHINESE.encode(), CHINESE),
        (CHINESE.encode("gbk"), CHINESE),
        ("Adresse refusée".encode(), "Adresse refusée"),
        ("Adresse refusée".encode("latin-1"), "Adresse refusée"),
        ("Expéditeur désactivé".encode("latin-1"), "Expéditeur désactivé"),
        ("Empfänger größer".encode("latin-1"), "Empfänger größer"),
        (b"plain", "plain"),
        (f"Error: {CHINESE}".encode("gbk"), f"Error: {CHINESE}"),
        ("请　使用授权码".encode("gbk"), "请　使用授权码"),
        ("请使用授权\u9fff\uff00".encode("gb18030"), "请使用授权\u9fff\uff00"),
        ("§§§§".encode("latin-1"), "§§§§"),
    ],
    ids=[
        "utf-8",
        "gbk",
        "utf-8 French",
        "French",
        "French with a GBK pair",
        "German",
        "ASCII",
        "GBK among ASCII",
        "GBK with its blank",
        "the last of GB 18030",
        "signs that are no Chinese",
    ],
)
def test_reply_is_decoded_as_it_was_meant(raw: bytes, text: str) -> None:
    assert decode_reply(raw) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "gbk"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
    ],
)
def test_wrongly_decoded_text_is_read_all_the_same(text: str, encoding: str) -> None:
    meant = words(text)
    assert meant in read(text.encode(encoding).decode("latin-1")).words
    assert meant in read(text.encode(encoding).decode("utf-8", "surrogateescape")).words


def test_japanese_taken_for_chinese_is_read_as_japanese() -> None:
    said = "メールボックス"
    assert words(said) in read(said.encode("shift_jis").decode("gb18030")).words


@pytest.mark.parametrize("raw", [b"\xc3\xa9\x80", b"\xc3\xa9\xff"])
def test_what_a_decoder_could_not_read_is_read_with_the_bytes_around_it(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    assert f" {words(raw.decode('cp1251'))} " in read(text).words


def test_half_a_character_among_chinese() -> None:
    assert " 密码 " in read("密码 \ud800").words


def test_french_taken_for_chinese_is_read_as_french() -> None:
    assert " expediteur " in read("Expéditeur".encode("latin-1").decode("gb18030")).words


def test_words_have_no_accents_and_punctuation() -> None:
    assert words("Boîte_pleine\N{NO-BREAK SPACE}!") == "boite pleine"


def test_reading_has_no_codes_and_links_and_stands_in_for_addresses() -> None:
    reading = read("5.7.1 <bob@example.test>: Full! See https://example.test/Full [192.0.2.25]")
    assert reading.words == " @ full see ipaddr "
    assert reading.links == "https://example.test/full"


def test_reading_of_several_pages_and_addresses() -> None:
    reading = read("See https://a.test/A www.b.test/B [2001:DB8::25] blocked")
    assert reading.links == "https://a.test/a www.b.test/b"
    assert reading.words == " see ipaddr blocked "


def test_scripts_side_by_side_are_words_of_their_own() -> None:
    assert words("SMTP服务smtp") == "smtp 服务 smtp"


def test_lines_become_one_text_and_one_code() -> None:
    lines = ["5.7.0 This message was blocked", "5.7.0 because of", "", "5.7.0  its content"]
    assert split_lines(lines) == ("5.7.0", "This message was blocked because of its content")


def test_lines_without_a_code_have_none() -> None:
    assert split_lines(["Go", "away"]) == (None, "Go away")


def test_endless_text_is_cut() -> None:
    assert len(read("1.1.1.1" * 100_000).words) < 10_000
    assert hinted_enhanced("1.1.1.1" * 100_000) is None


@given(raw=st.binary(max_size=200))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    found = read(decode_reply(raw)).words
    assert found.startswith(" ")
    assert found.endswith(" ")
