"""The header of a mail as fields: folds, copies, other encodings; and comments taken out of a value."""

from __future__ import annotations

import pytest

from hubmail_gui.diagnosis.arrival.header import Field, header_of, without_comments


def fields(source: bytes) -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in header_of(source).fields]


class TestFields:
    """What is a field, and where the header ends."""

    def test_names_in_lower_case_and_values_without_the_blanks_around_them(self) -> None:
        found = fields(b"Subject:  Hello: World \nX-Mailer:y\n")
        assert found == [("subject", "Hello: World"), ("x-mailer", "y")]

    def test_a_folded_value_is_one_line(self) -> None:
        source = b"Received: from a\n\tby b;\n   today  \nTo: x\n"
        assert fields(source) == [("received", "from a by b; today"), ("to", "x")]

    def test_the_header_ends_at_the_first_blank_line(self) -> None:
        assert fields(b"A: 1\n\nB: 2\n") == [("a", "1")]
        assert fields(b"A: 1\r\n \r\nB: 2\r\n") == [("a", "1")]

    def test_blank_lines_before_it_are_passed_over(self) -> None:
        assert fields(b"\n \r\n\nA: 1\nB: 2\n") == [("a", "1"), ("b", "2")]

    def test_a_fold_without_anything_to_fold_is_passed_over(self) -> None:
        assert fields(b"  by nobody: x\nA: 1\n") == [("a", "1")]

    def test_lines_of_a_mail_program_between_the_fields_are_passed_over(self) -> None:
        source = b"Show details\nA: 1\nFrom sender: x\nno colon here\n: nameless\nB: 2\n"
        assert fields(source) == [("a", "1"), ("b", "2")]

    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_the_line_ends_of_all_systems(self, end: bytes) -> None:
        assert fields(end.join((b"A: 1", b" 2", b"B: 3", b"", b"C: 4"))) == [
            ("a", "1 2"),
            ("b", "3"),
        ]

    def test_a_name_is_of_printable_letters_and_not_endless(self) -> None:
        names = [b"!#~", b"x" * 80]
        assert fields(b"".join(name + b": 1\n" for name in names)) == [
            (name.decode(), "1") for name in names
        ]
        assert fields("é: 1\n\x7f: 2\n".encode()) == []
        assert fields(b"x" * 81 + b": 1\n") == []

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
    def test_an_editors_mark_tells_the_encoding(self, encoding: str) -> None:
        source = "\ufeffSubject: Grüße\nTo: x\n".encode(encoding)
        assert fields(source) == [("subject", "Grüße"), ("to", "x")]

    def test_bytes_that_are_no_text_do_no_harm(self) -> None:
        assert fields(b"Subject: a\xffb\n") == [("subject", "a\ufffdb")]
        assert fields(b"\xff\xfeS\0:\0a\0\x00\xd8b\0\n\0") == [("s", "a\ufffdb")]


class TestLimits:
    """Foreign text has its bounds."""

    def test_no_more_than_two_thousand_fields(self) -> None:
        found = header_of(b"".join(b"X%d: y\n" % number for number in range(3000))).fields
        assert len(found) == 2000
        assert found[-1] == Field("x1999", "y")

    def test_a_value_has_at_most_sixteen_thousand_characters(self) -> None:
        (field, after) = header_of(b"X: " + b"y" * 20_000 + b"\nZ: 1\n").fields
        assert field.value == "y" * 16_000
        assert after == Field("z", "1")

    def test_what_stands_behind_half_a_megabyte_is_not_read(self) -> None:
        assert fields(b"A: 1\n" + b" " * 512 * 1024 + b"\nB: 2\n") == [("a", "1")]
        assert fields(b"A: 1\nX" + b"x" * 500 * 1024 + b"\nB: 2\n") == [("a", "1"), ("b", "2")]


class TestLookedUp:
    """The topmost field counts."""

    HEADER = header_of(b"A: 1\nB: 2\nA: 3\nB: 4\n")

    def test_the_first_from_the_top(self) -> None:
        assert self.HEADER.first("b") == "2"
        assert self.HEADER.first("c") == ""

    def test_the_places_of_all_of_a_name(self) -> None:
        assert self.HEADER.places("b") == [1, 3]
        assert self.HEADER.places("c") == []


@pytest.mark.parametrize(
    ("value", "kept", "comments"),
    [
        ("", "", ()),
        ("plain; words", "plain; words", ()),
        ("a (b) c", "a   c", ("b",)),
        ("a(b)c", "a c", ("b",)),
        ("a (b (c) d) e (f)", "a   e  ", ("b (c) d", "f")),
        # Whatever follows one that is never closed belongs to it.
        ("a (b (c) d", "a ", ("b (c) d",)),
        # What opens nothing closes nothing.
        ("a ) b (c)", "a ) b  ", ("c",)),
        # A quoted string hides parentheses, a comment hides quotation marks.
        ('"a (b" c (d)', '"a (b" c  ', ("d",)),
        ('a (it"s) b (c)', "a   b  ", ('it"s', "c")),
        # A backslash takes its meaning from what follows.
        (r"a \( b (c \) d)", r"a \( b  ", (r"c \) d",)),
        (r'"a \" (b" (c)', r'"a \" (b"  ', ("c",)),
        ("a ()", "a  ", ("",)),
        ("a (b", "a ", ("b",)),
    ],
)  # fmt: skip
def test_comments_nest_and_never_hide_what_follows(
    value: str, kept: str, comments: tuple[str, ...]
) -> None:
    assert without_comments(value) == (kept, comments)
