"""How words come from the files of a catalogue: a small one of our own, in two languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubmail_gui.core import resources, texts
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.diagnosis.catalogue import Entry, Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHARED = """
actors = ["you", "admin"]
[codes]
"a.first" = { actor = "admin", temporary = true, field = "host", heals = true }
"a.second" = { actor = "you", temporary = false, kind = "warning", field = "" }
[codes."b.typed"]
actor = "you"
temporary = false
field = "password"
for."oauth" = { actor = "admin", field = "sender" }
for."other" = { field = "" }
"""
ENGLISH = """
[actors]
you = "What to do"
admin = "For the admin"
for."oauth" = { admin = "For the admin of it" }
[given]
port = "port {port}"
day = "on {day}"
not_after = "on {not_after}"
[missing]
host = "the server"
port = "the port"
not_after = "at some time"
day = "some day"
application_id = "the application"
["a.first"]
title = "{host} refuses {port}"
cause = "{host} said no. {host} is there! {port}?"
remedy = ["Look at {port}.", "Ask {host}, {port}."]
tell = "{host} is down"
["a.second"]
title = "Second"
cause = "It ended {not_after}. Not {day}."
remedy = []
tell = "not for you"
["b.typed"]
title = "Wrong password"
cause = "App {application_id}"
remedy = ["Type it."]
for."oauth" = { title = "Wrong token", tell = "Look at {host}" }
"""
FRENCH = """
[actors]
admin = "Pour l'administrateur"
[given]
port = "le port {port}"
[missing]
host = "ce serveur"
["a.first"]
title = "{host} refuse {port}"
cause = "x"
remedy = []
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The files of the catalogue in a folder of their own, in the place of those that are shipped."""
    folder = tmp_path / "own" / "faults"
    folder.mkdir(parents=True)
    for name, text in (("faults", SHARED), ("en", ENGLISH), ("fr", FRENCH)):
        (folder / f"{name}.toml").write_text(text, "utf-8")
    monkeypatch.setattr(resources, "ROOT", str(folder.parent))
    monkeypatch.setattr(resources, "_more", [])
    catalogue._merged.cache_clear()
    before = texts.language()
    texts.use("en")
    yield tmp_path
    texts.use(before)
    catalogue._merged.cache_clear()


def with_sentence(small: Path, sentence: str, language: str = "en") -> None:
    """Give the first fault ``sentence`` as its cause."""
    file = small / "own" / "faults" / f"{language}.toml"
    text = file.read_text("utf-8")
    cause = next(line for line in text.splitlines() if line.startswith("cause"))
    file.write_text(text.replace(cause, f"cause = '''{sentence}'''", 1), "utf-8")


class TestEntries:
    """What is the same in every language."""

    def test_each_with_all_that_is_said_of_it(self) -> None:
        first, second, typed = catalogue.entries()
        assert first == Entry("a.first", "admin", True, "host", warning=False, heals=True)
        assert second == Entry("a.second", "you", False, "", warning=True, heals=False)
        assert (typed.actor, typed.field, typed.warning) == ("you", "password", False)

    def test_by_its_code(self) -> None:
        assert catalogue.entry("a.first") == catalogue.entries()[0]
        with pytest.raises(KeyError):
            catalogue.entry("c.none")

    def test_what_is_different_with_a_type(self) -> None:
        typed = catalogue.entry("b.typed")
        assert typed.of("oauth") == Entry("b.typed", "admin", False, "sender", warning=False)
        assert typed.of("other") == Entry("b.typed", "you", False, "", warning=False)
        for kind in ("unheard-of", "", None):
            assert typed.of(kind) is typed

    def test_who_may_have_to_act_and_in_which_languages_it_is_told(self) -> None:
        assert catalogue.actors() == ("you", "admin")
        assert catalogue.languages() == ("en", "fr")

    def test_a_method_from_outside_adds_codes_and_words_and_changes_none(self, small: Path) -> None:
        folder = small / "outside" / "faults"
        folder.mkdir(parents=True)
        more = '[codes]\n"a.first" = { actor = "you" }\n"c.new" = { actor = "you", temporary = false }\n'
        (folder / "faults.toml").write_text(f"actors = []\n{more}", "utf-8")
        more = '["c.new"]\ntitle = "New {host}"\ncause = ""\nremedy = []\n["a.first"]\ntitle = "Other"\n'
        (folder / "en.toml").write_text(f'{more}[missing]\nhost = "x"\n', "utf-8")
        resources.add(str(folder.parent))
        assert [one.code for one in catalogue.entries()][2:] == ["b.typed", "c.new"]
        assert catalogue.entry("a.first").actor == "admin"
        assert catalogue.actors() == ("you", "admin")
        assert catalogue.words("c.new", "en").title == "New the server"
        assert catalogue.words("a.first", "en").title == "The server refuses the port"


class TestWords:
    """A fault in a language, ready to be shown."""

    def test_all_of_it(self) -> None:
        params = {"host": "mx.test", "port": "25"}
        assert catalogue.words("a.first", "en", params) == Words(
            code="a.first",
            title="mx.test refuses port 25",
            cause="mx.test said no. mx.test is there! Port 25?",
            remedy=("Look at port 25.", "Ask mx.test, port 25."),
            tell="mx.test is down",
            actor="admin",
            who="For the admin",
            temporary=True,
            field="host",
        )

    def test_what_is_not_known_has_a_neutral_wording(self) -> None:
        words = catalogue.words("a.first", "en")
        assert words.title == "The server refuses the port"
        assert words.cause == "The server said no. The server is there! The port?"
        assert words.remedy == ("Look at the port.", "Ask the server, the port.")

    def test_whoever_acts_himself_has_nothing_to_forward(self) -> None:
        words = catalogue.words("a.second", "en")
        assert (words.tell, words.actor, words.who) == ("", "you", "What to do")
        assert (words.field, words.temporary) == (None, False)

    def test_in_another_language_and_english_where_that_lacks_something(self) -> None:
        words = catalogue.words("a.first", "fr", {"port": "25"})
        assert words.title == "Ce serveur refuse le port 25"
        assert catalogue.words("a.first", "fr").title == "Ce serveur refuse the port"
        assert words.who == "Pour l'administrateur"
        assert words.tell == ""
        assert catalogue.words("a.second", "fr").title == "Second"
        assert catalogue.words("a.second", "fr").who == "What to do"

    @pytest.mark.parametrize("language", ["de", "faults", "", "../own/faults/en"])
    def test_an_unknown_language_means_english(self, language: str) -> None:
        assert catalogue.words("a.first", language) == catalogue.words("a.first", "en")
        assert catalogue.who("admin", language) == "For the admin"

    def test_a_language_may_have_no_more_than_one_fault(self, small: Path) -> None:
        (small / "own" / "faults" / "de.toml").write_text(
            '["a.first"]\ntitle = "{host}, {port}"\ncause = ""\nremedy = []\n', "utf-8"
        )
        assert catalogue.words("a.first", "de", {"port": "25"}).title == "The server, port 25"
        assert catalogue.words("b.typed", "de").title == "Wrong password"

    def test_a_language_is_a_name_and_no_path(self, small: Path) -> None:
        (small / "own" / "xx.toml").write_text('["a.first"]\ntitle = "Elsewhere"\n', "utf-8")
        assert catalogue.words("a.first", "../xx") == catalogue.words("a.first", "en")

    def test_the_type_chooses_the_words(self) -> None:
        assert catalogue.words("b.typed", "en").title == "Wrong password"
        words = catalogue.words("b.typed", "en", {"type": "oauth"})
        assert (words.title, words.cause) == ("Wrong token", "App the application")
        assert (words.actor, words.field) == ("admin", "sender")
        assert (words.who, words.tell) == ("For the admin of it", "Look at the server")
        words = catalogue.words("b.typed", "en", {"type": "other"})
        assert (words.title, words.field, words.actor) == ("Wrong password", None, "you")

    def test_the_application_is_known_by_its_name_too(self) -> None:
        assert catalogue.words("b.typed", "en", {"application": "A"}).cause == "App A"
        both = {"application": "A", "application_id": "B"}
        assert catalogue.words("b.typed", "en", both).cause == "App B"

    def test_a_heading_for_nobody(self) -> None:
        with pytest.raises(KeyError, match="nobody"):
            catalogue.who("nobody", "en")

    def test_a_heading_by_the_type(self) -> None:
        assert catalogue.who("admin", "en", "oauth") == "For the admin of it"
        assert catalogue.who("you", "en", "oauth") == "What to do"
        assert catalogue.who("admin", "fr", "oauth") == "Pour l'administrateur"


class TestDates:
    """Dates are shown in long form, other values as they are."""

    @pytest.mark.parametrize(
        ("value", "cause"),
        [
            ("2026-11-20", "It ended on 20 November 2026."),
            ("2026-11-20T12:00:00Z", "It ended on 20 November 2026."),
            ("soon", "It ended on soon."),
            ("", "It ended at some time."),
        ],
    )
    def test_of_what_is_a_date(self, value: str, cause: str) -> None:
        words = catalogue.words("a.second", "en", {"not_after": value})
        assert words.cause == f"{cause} Not some day."

    def test_of_nothing_else(self) -> None:
        words = catalogue.words("a.second", "en", {"day": "2026-11-20"})
        assert words.cause == "It ended at some time. Not on 2026-11-20."


class TestValues:
    """What a server could have put there is made one readable line."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (" a\r\nb\t c ", "a b c"),
            ("a\x1b[31mb\u202ec\u200bd\u2028e", "a [31mb c d e"),
            ("{port}", "{port}"),
            ("x" * 200, "x" * 200),
            ("x" * 201, "x" * 199 + "…"),
            ("x" + " " * 300 + "y", "x y"),
        ],
    )
    def test_on_one_line_of_a_bounded_length(self, value: str, shown: str) -> None:
        assert catalogue.words("a.first", "en", {"host": value}).tell == f"{shown} is down"

    def test_a_value_at_the_beginning_of_a_sentence_keeps_its_own_case(self) -> None:
        words = catalogue.words("a.first", "en", {"host": "mx", "port": "25"})
        assert words.cause.startswith("mx said")

    def test_amid_a_sentence_a_wording_begins_small(self, small: Path) -> None:
        with_sentence(small, "At the MX {port}: {port}. {port}; ({port})")
        cause = catalogue.words("a.first", "en").cause
        assert cause == "At the MX the port: the port. The port; (the port)"


class TestConditions:
    """A sentence that depends on what happened is said only where that is known."""

    @pytest.mark.parametrize(
        ("sentence", "saw", "said"),
        [
            ("A. [[tls|B.]] C.", "tls", "A. B. C."),
            ("A. [[tls|B.]] C.", "auth", "A. C."),
            ("A. [[tls|B.]] C.", "", "A. C."),
            ("A. [[tls|B.]] C.", None, "A. C."),
            ("A. [[not tls|B.]] C.", "tls", "A. C."),
            ("A. [[not tls|B.]] C.", "auth mail", "A. B. C."),
            ("A. [[not tls|B.]] C.", "", "A. B. C."),
            ("A. [[not tls|B.]] C.", None, "A. C."),
            ("A. [[tls, not auth|B.]] C.", "tls", "A. B. C."),
            ("A. [[tls, not auth|B.]] C.", "tls auth", "A. C."),
            ("A. [[tls, auth|B.]] C.", "tls", "A. C."),
            ("A. [[tls,auth|B.]] C.", "auth tls", "A. B. C."),
            ("A. [[tls|B.||D.]] C.", "tls", "A. B. C."),
            ("A. [[tls|B.||D.]] C.", "auth", "A. D. C."),
            ("A. [[tls|B.||D.]] C.", None, "A. D. C."),
            ("A. [[tls||D.]] C.", "tls", None),
            ("[[tls|B.]] C.", "tls", "B. C."),
            ("[[tls|B.]] C.", None, "C."),
            ("A. [[tls|B {host}.]]", "tls", "A. B the server."),
            ("A. [[tls|B.]]", None, "A."),
            ("A ([[tls|b]])", "tls", "A (b)"),
            ("[[not_tls|B]] C", "not_tls", "B C"),
        ],
    )
    def test_what_holds_is_said(
        self, small: Path, sentence: str, saw: str | None, said: str | None
    ) -> None:
        with_sentence(small, sentence)
        words = catalogue.words("a.first", "en", {} if saw is None else {"saw": saw})
        assert words.cause == (sentence if said is None else said)

    def test_a_value_cannot_make_a_condition(self) -> None:
        words = catalogue.words("a.first", "en", {"host": "[[tls|x]]", "saw": "tls"})
        assert words.tell == "[[tls|x]] is down"
