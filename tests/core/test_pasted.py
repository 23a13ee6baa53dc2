"""What comes along when a value is copied is taken off, and what is no value is recognised."""

from __future__ import annotations

import pytest

from hubmail_gui.core import pasted


@pytest.mark.parametrize("unseen", "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff")
def test_what_cannot_be_seen_goes_wherever_it_stands(unseen: str) -> None:
    assert pasted.visible(f"{unseen}hub{unseen}@example.com{unseen}") == "hub@example.com"


@pytest.mark.parametrize(
    "edge",
    " \t\r\n\v\f\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
    "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069",
)
def test_blanks_and_marks_of_direction_go_at_the_ends(edge: str) -> None:
    assert pasted.visible(f"{edge}a{edge}b{edge}") == f"a{edge}b"


@pytest.mark.parametrize("letter", "XxzZ-_.0éß中")
def test_letters_stay(letter: str) -> None:
    for tidied in (pasted.visible, pasted.typed, pasted.plain, pasted.unquoted):
        assert tidied(f"{letter}a{letter}") == f"{letter}a{letter}"


@pytest.mark.parametrize(
    ("wide", "plain"),
    [("\uff21\uff5a\uff10", "Az0"), ("\uff01", "!"), ("\uff5e", "~"), ("a\u3000b", "a b"),
     ("\uff00", "\uff00"), ("\uff5f", "\uff5f")],
)  # fmt: skip
def test_full_width_letters_are_those_that_they_stand_for(wide: str, plain: str) -> None:
    assert pasted.typed(wide) == plain


@pytest.mark.parametrize("hyphen", "\u2010\u2011\u2012\u2013\u2212-")
def test_typographic_hyphens_are_plain_ones(hyphen: str) -> None:
    assert pasted.plain(f"a{hyphen}b") == "a-b"


@pytest.mark.parametrize("quote", pasted.QUOTES)
def test_quotation_marks_around_it_go(quote: str) -> None:
    assert pasted.plain(f"{quote}a{quote}b{quote}") == f"a{quote}b"
    assert pasted.unquoted(quote) == quote
    assert pasted.unquoted(f"{quote}a") == f"{quote}a"
    assert pasted.unquoted(f"a{quote}") == f"a{quote}"


def test_quotation_marks_of_two_kinds_and_blanks_between_them() -> None:
    assert pasted.unquoted("\u201e \u00ab a \u00bb \u201c") == "a"
    assert pasted.unquoted('""') == ""


@pytest.mark.parametrize(
    "value",
    [
        "***", "•••", "●●●●", "\u2217\u2217\u2217", "···", "………", "▪▪▪", "⚫⚫⚫",
        "abc*****", "abcdefgh***", "*a*b*c*", "abc...", "abcdefgh...", "....", "abc…••", "…•*",
    ],
)  # fmt: skip
def test_what_a_page_shows_of_a_secret(value: str) -> None:
    assert pasted.is_masked(value)


@pytest.mark.parametrize(
    "value",
    ["", "**", "abc", "abc**", "abcdefghi***", "abcdefghi...", "abc..", "correct horse * battery * staple *"],
)  # fmt: skip
def test_what_may_be_a_secret(value: str) -> None:
    assert not pasted.is_masked(value)


@pytest.mark.parametrize(
    "value",
    [
        "<secret>", "<x>", "${SECRET}", "{{ secret }}", "%SECRET%", "<" + "s" * 198 + ">",
        "xxxx", "XXXX", "aaaa", "x-x-x-x", "changeme", "CHANGE ME", "change-me", "changeit", "replaceme",
        "your secret", "YOUR_SECRET", "insert password here", "enter your password", "paste here", "todo",
        "placeholder", "TBD", "xxx", "replace this",
        "secret", "id", "password", "client secret", "client_secret", "clientsecret", "my secret", "mysecret",
        "yoursecret", "the client secret value goes here", "new app id", "azure directory tenant application id",
    ],
)  # fmt: skip
def test_what_a_manual_wants_replaced(value: str) -> None:
    assert pasted.is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "<", "<" + "s" * 199 + ">", "secret>", "<secret", "${SECRET", "{{secret}", "%SECRET", "SECRET%",
        "hunter2", "your secret 7", "xxx7", "secret!", "xxy", "aaa", "the value", "my client", "correct horse",
        "secretary", "secret horse", "tenant", "été secret",
    ],
)  # fmt: skip
def test_what_is_no_placeholder(value: str) -> None:
    assert not pasted.is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "alone"),
    [
        ("client_secret=abc8Q~x", "abc8Q~x"),
        ("Value: abc", "abc"),
        ('"secret": "abc",', "abc"),
        ("{password: 'abcX',", "abcX"),
        ("Secret value = Xabc", "Xabc"),
        ("abc", "abc"),
        ("secret", "secret"),
        ("my secret: abc", "my secret: abc"),
        ("secret: two words", "secret: two words"),
    ],
)
def test_the_value_alone_out_of_what_names_it(value: str, alone: str) -> None:
    assert pasted.unlabelled(value) == alone


@pytest.mark.parametrize(
    "value", ["hidden", "(Hidden)", "[REDACTED]", "masked", "a…", "abcdefgh…", "……"]
)
def test_what_is_said_to_be_hidden(value: str) -> None:
    assert pasted.is_masked(value)


@pytest.mark.parametrize(
    "value",
    [
        "hiddenx",
        "X(hidden)",
        "hidden secret",
        "abcdefghi…",
        "a…b",
        "ab",
        "abcdXX",
        "abXXX",
        "xhidden ",
    ],
)
def test_what_is_not_hidden(value: str) -> None:
    assert not pasted.is_masked(value)


@pytest.mark.parametrize("value", ["none", "NULL", "Nil", "undefined", "N/A"])
def test_what_a_program_writes_for_nothing(value: str) -> None:
    assert pasted.is_placeholder(value)


def test_all_words_that_name_something_and_nothing_else() -> None:
    assert pasted.is_placeholder(" ".join(sorted(pasted._NAMING)))
    assert pasted.unquoted('"\u200ea\u200e"') == "a"
