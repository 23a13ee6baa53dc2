"""Escapes undone, and the way back: every place found in a reading is the right place of the text."""

from __future__ import annotations

import re

import pytest

from hubmail_gui.core import dress
from hubmail_gui.core.dress import Reading

UNDONE = {
    "%41b%43": "AbC",
    "caf%C3%A9": "café",
    "caf%E9": "café",
    "a&amp;b": "a&b",
    "a&#65;&#x42;": "aAB",
    "a\\x41": "aA",
    "caf\\xc3\\xa9": "café",
    "caf\\xe9": "café",
    "a\\u0041": "aA",
    "\\ud83d\\ude00!": "\U0001f600!",
    "\\ud83d!": "\ufffd!",
    "\\U0001F600!": "\U0001f600!",
    "\\U0010FFFF!": "\U0010ffff!",
    "\\U00110000!": "!",
    "a\\101": "aA",
    "a\\n\\r\\t\\b\\f\\a\\v": "a\n\r\t\b\f\a\v",
    'say \\"yes\\/no\\"': 'say "yes/no"',
    "a=41": "aA",
    "soft=\nline": "softline",
    "soft=\r\nline": "softline",
}


def texts(text: str) -> list[str]:
    return [one.text for one in dress.readings(text)]


@pytest.mark.parametrize(("text", "meaning"), UNDONE.items())
def test_each_kind_of_escape_is_undone_and_the_text_itself_stays(text: str, meaning: str) -> None:
    found = texts(text)
    assert found[0] == text
    assert meaning in found


@pytest.mark.parametrize("text", ["plain", "100 % sure", "a=b", "SIZE=35882577", "R&D", "a;b"])
def test_what_is_no_escape_has_one_reading(text: str) -> None:
    assert texts(text) == [text]


def test_what_python_writes_of_latin_1_may_look_like_utf_8_and_is_read_both_ways() -> None:
    assert {"Ã©", "é"} <= set(texts("\\xc3\\xa9"))


def test_escapes_within_escapes_are_undone_three_deep_and_no_deeper() -> None:
    assert "a b" in texts("a%252520b")
    assert "a b" not in texts("a%25252520b")
    assert 'a"b' in texts("a\\\\u0026quot;b")


def test_one_kind_is_undone_where_another_is_not() -> None:
    assert set(texts("%41&amp;")) == {"%41&amp;", "A&amp;", "%41&", "A&"}


def test_no_text_has_more_readings_than_can_be_gone_through() -> None:
    assert len(texts("%2541&amp;#65;\\\\x41=3D41=\n\\\\u0025")) == 24


def place(text: str, meaning: str, what: str) -> str:
    """What of ``text`` stands where ``what`` does in the reading that says ``meaning``."""
    reading = next(one for one in dress.readings(text) if one.text == meaning)
    at = meaning.index(what)
    start, end = reading.origin(at, at + len(what))
    return text[start:end]


def test_the_text_itself_is_its_own_place() -> None:
    assert Reading("abc").origin(1, 2) == (1, 2)


@pytest.mark.parametrize(
    ("text", "meaning", "what", "there"),
    [
        ("x %41%42 y", "x AB y", "AB", "%41%42"),
        ("x %41%42 y", "x AB y", "A", "%41"),
        ("x %41%42 y", "x AB y", "B", "%42"),
        ("x %41%42 y", "x AB y", "x A", "x %41"),
        ("x %41%42 y", "x AB y", "B y", "%42 y"),
        ("x %41-%42 y", "x A-B y", "-", "-"),
        ("x %41-%42 y", "x A-B y", " y", " y"),
        ("%C3%A9%41", "éA", "éA", "%C3%A9%41"),
        ("a%2520b", "a b", "a b", "a%2520b"),
        ("a%2520b", "a b", " ", "%2520"),
        ("a=\nb", "ab", "ab", "a=\nb"),
        ("a=\nb", "ab", "b", "b"),
        ("a=\nb", "ab", "a", "a"),
    ],
)  # fmt: skip
def test_what_is_found_leads_back_to_its_escape(
    text: str, meaning: str, what: str, there: str
) -> None:
    assert place(text, meaning, what) == there


def test_a_reading_in_other_letters_has_the_same_places() -> None:
    reading = next(one for one in dress.readings("x%41y") if one.text == "xAy")
    other = reading.written("XaY")
    assert other.text == "XaY"
    assert other.origin(1, 2) == (1, 4)
    assert other.origin(2, 3) == (4, 5)


def test_a_reader_sees_neither_line_ends_nor_the_code_of_the_next_line() -> None:
    for text in (
        "one\ntwo",
        "one\r\ntwo",
        "one\n535 two",
        "one\n535-5.7.8 two",
        "one\r\n250 2.10.100 two",
    ):
        assert dress.seen(Reading(text)).text == "onetwo"
    assert dress.seen(Reading("one\n199 two")).text == "one199 two"


def test_a_reader_does_not_see_controls_and_what_has_no_width() -> None:
    for unseen in (
        "\0",
        "\x7f",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ufe0f",
        "\U000e0001",
        "\t",
    ):
        assert dress.seen(Reading(f"é{unseen}t\ne")).text == "éte"
        assert dress.seen(Reading(f"e{unseen}t\ne")).text == "ete"
    assert dress.seen(Reading("été")).text == "été"


def test_what_is_seen_of_a_plain_line_is_the_line() -> None:
    for text in ("plain words", ""):
        reading = Reading(text)
        assert dress.seen(reading) is reading
        assert dress.closed_up(Reading(text)).text == text.replace(" ", "")


def test_a_text_is_closed_up_and_leads_back() -> None:
    reading = dress.closed_up(Reading("a \t b\u00a0c"))
    assert reading.text == "abc"
    assert reading.origin(1, 2) == (4, 5)
    assert reading.origin(0, 3) == (0, 7)
    closed = Reading("abc")
    assert dress.closed_up(closed) is closed


def test_a_dump_is_read_without_what_stands_between_its_digits() -> None:
    for text in ("53:45:43", "53-45-43", "53,45,43", "53;45;43", "0x53,0x45,0x43", "0x530x450x43"):
        reading = dress.digits(Reading(text))
        assert reading.text == "534543"
        assert reading.origin(0, 6) == (text.index("5"), len(text))
        assert reading.origin(2, 4) == (text.index("45"), text.index("45") + 2)
    plain = Reading("534543")
    assert dress.digits(plain) is plain


def test_without_leaves_alone_what_has_nothing_of_it() -> None:
    reading = Reading("abc")
    assert dress.without(reading, re.compile("x")) is reading
    shorter = dress.without(reading, re.compile("b"))
    assert shorter.text == "ac"
    assert shorter.origin(1, 2) == (2, 3)
    assert shorter.origin(0, 2) == (0, 3)
