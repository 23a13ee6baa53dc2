"""What a file takes of a test's result: short enough for all of it to be read again."""

from __future__ import annotations

import pytest

from hubmail_gui.store.bounded import cut

SHORT = {
    "empty": "", "text": "é", "longest": "x" * 8_000, "number": 5, "fraction": 1.5, "yes": True,
    "null": None, "list": [], "object": {},
}  # fmt: skip


@pytest.mark.parametrize("content", SHORT.values(), ids=SHORT)
def test_what_is_short_stays_as_it_is(content: object) -> None:
    assert cut(content) == content


def test_a_long_text_ends_where_it_can_be_seen() -> None:
    text = cut("x" * 8_001)
    assert len(text) == 8_000
    assert text == "x" * 7_999 + "…"


def test_the_first_of_a_long_list_stay() -> None:
    assert cut(list(range(100))) == list(range(100))
    assert cut(list(range(101))) == list(range(100))


def test_the_first_of_many_keys_stay() -> None:
    many = {str(number): number for number in range(101)}
    assert list(cut(many)) == [str(number) for number in range(100)]
    assert cut(many)["99"] == 99


def test_however_deep_it_lies() -> None:
    long = "x" * 9_000
    content = cut({"failure": {"params": [{"reply": long}, long]}, "code": "smtp.refused"})
    (first, second) = content["failure"]["params"]
    assert len(first["reply"]) == len(second) == 8_000
    assert content["code"] == "smtp.refused"
