"""Text from outside is cut, and made harmless before it is shown."""

from __future__ import annotations

import pytest

from hubmail_gui.core import foreign


@pytest.mark.parametrize(
    ("text", "most", "left"),
    [("abcd", 4, "abcd"), ("abcde", 4, "abc…"), ("", 4, ""), ("ab", 1, "…")],
)
def test_cut_to_a_length(text: str, most: int, left: str) -> None:
    assert foreign.cut(text, most) == left


def test_cut_by_itself_leaves_a_page() -> None:
    assert foreign.cut("x" * 32768) == "x" * 32768
    assert foreign.cut("x" * 32769) == "x" * 32767 + "…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grüße, 中文", "Grüße, 中文"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u200bb", r"a\u200bb"),
        ("a\0b\x7f", r"a\x00b\x7f"),
        ("a\r\nb", r"a\r\nb"),
        ("a\ud800b", r"a\ud800b"),
        ("a\tb\u00a0c\u202fd\u3000e\0", "a\tb\u00a0c\u202fd\u3000e\\x00"),
        ("X\0X", r"X\x00X"),
    ],
)
def test_what_could_do_harm_is_spelled_out(text: str, shown: str) -> None:
    assert foreign.printable(text) == shown


def test_lines_stay_lines() -> None:
    assert foreign.lines("a\x1b\nb\r\n\nc") == "a\\x1b\nb\\r\n\nc"


def test_on_one_line() -> None:
    assert foreign.line(" a\r\n  b\tc \x1b ") == r"a b c \x1b"
    assert foreign.line("abcdef", 4) == "abc…"
    # Blanks without end leave room for the words behind them, within bounds.
    assert foreign.line("a" + " " * 10 + "b" * 10, 4) == "a b…"
    # Of a flood of blanks only so much is looked at as could fill four lines.
    assert foreign.line("a" + " " * 15 + "b", 4) == "a …"
    assert foreign.line("a" + " " * 13 + "bc", 4) == "a bc"
    assert foreign.line("x" * 501) == "x" * 499 + "…"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a &lt;b&gt; &amp; &#233;&#xe9;", "a <b> & éé"),
        ("no entity & none", "no entity & none"),
        ("&#" + "9" * 5000 + "; &lt;", " " + "9" * 5000 + "; &lt;"),
    ],
)
def test_entities(text: str, plain: str) -> None:
    assert foreign.without_entities(text) == plain
