"""The words of the catalogue, all of them, in every language: complete, alike, and no promise too many."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hubmail_gui import methods
from hubmail_gui.core import resources
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.diagnosis.catalogue import YOU, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = catalogue.languages()
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# What stands in a file of words beside the codes.
SHARED = {"actors", "given", "missing"}
NO_BREAK = "\u00a0\u202f"

# What stands in a remedy is typed into a shell: only cmdlets that exist, with their parameters.
CMDLETS = {
    "Add-MailboxPermission": {"Identity", "User", "AccessRights"},
    "Add-RecipientPermission": {"Trustee", "AccessRights"},
    "Get-ServicePrincipal": set(),
    "New-ServicePrincipal": {"AppId", "ObjectId"},
    "Set-CASMailbox": {"Identity", "SmtpClientAuthenticationDisabled"},
    "Set-TransportConfig": {"SmtpClientAuthenticationDisabled"},
    "Test-ApplicationAccessPolicy": {"Identity", "AppId"},
    "Test-ServicePrincipalAuthorization": {"Identity", "Resource"},
}


@dataclass(frozen=True)
class Piece:
    """One text of one language, as the file has it."""

    language: str
    code: str
    variant: str
    part: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.language} {self.code} {self.variant} {self.part}".replace("  ", " ")


def book(language: str) -> dict[str, Any]:
    return tomllib.loads(Path(resources.path(f"faults/{language}.toml")).read_text("utf-8"))


def shared() -> dict[str, Any]:
    return tomllib.loads(Path(resources.path("faults/faults.toml")).read_text("utf-8"))


CONDITIONAL = re.compile(r"\[\[[a-z0-9_, ]+\|(.*?)(?:\|\|(.*?))?\]\]")


def spelled(text: str) -> list[str]:
    """A text with all that depends on the session said, and with none of it."""
    said = CONDITIONAL.sub(lambda match: match[1], text)
    unsaid = CONDITIONAL.sub(lambda match: match[2] or "", text)
    return list(dict.fromkeys(one.replace("  ", " ").strip() for one in (said, unsaid)))


def pieces_of(language: str) -> Iterator[Piece]:
    for piece in written_in(language):
        yield from (replace(piece, text=text) for text in spelled(piece.text) if text)


def written_in(language: str) -> Iterator[Piece]:
    for code, table in book(language).items():
        if code in SHARED:
            continue
        for variant, texts_of in (("", table), *table.get("for", {}).items()):
            for part in ("title", "cause", "tell"):
                if part in texts_of:
                    yield Piece(language, code, variant, part, texts_of[part])
            for number, step in enumerate(texts_of.get("remedy", ()), 1):
                yield Piece(language, code, variant, f"step {number}", step)


PIECES = [piece for language in LANGUAGES for piece in pieces_of(language)]
TITLES = [piece for piece in PIECES if piece.part == "title"]


def every_words(language: str) -> Iterator[Words]:
    for one in catalogue.entries():
        for kind in methods.types():
            yield catalogue.words(one.code, language, {"type": kind})


def shown(words: Words) -> list[str]:
    return [words.title, words.cause, *words.remedy, words.tell]


# --- The files of words


def test_french_and_english_are_there() -> None:
    assert LANGUAGES == ("en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_words_of_every_code_and_no_other(language: str) -> None:
    codes = set(book(language)) - SHARED
    assert codes == {one.code for one in catalogue.entries()}


def test_every_language_has_the_same_parts_with_the_same_placeholders() -> None:
    def outline(language: str) -> dict[str, list[str]]:
        return {
            f"{piece.code} {piece.variant} {piece.part}": sorted(
                set(PLACEHOLDER.findall(piece.text))
            )
            for piece in written_in(language)
        }

    english = outline("en")
    for language in LANGUAGES:
        assert outline(language) == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_family_uses_its_own_placeholders_only(language: str) -> None:
    allowed = shared()["placeholders"]
    foreign = {
        piece.place: name
        for piece in pieces_of(language)
        for name in PLACEHOLDER.findall(piece.text)
        if name not in allowed[piece.code.split(".")[0]]
    }
    assert foreign == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_has_a_neutral_wording_and_none_is_idle(language: str) -> None:
    used = {name for piece in pieces_of(language) for name in PLACEHOLDER.findall(piece.text)}
    wording = book(language)
    assert set(wording["missing"]) == used
    assert {name: PLACEHOLDER.findall(text) for name, text in wording["given"].items()} == {
        name: [name] for name in wording["given"]
    }
    assert set(wording["given"]) <= used


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_one_to_four(language: str) -> None:
    for words in every_words(language):
        assert 1 <= len(words.remedy) <= 4, words.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_something_to_forward_where_somebody_else_has_to_act(language: str) -> None:
    for words in every_words(language):
        assert bool(words.tell) == (words.actor != YOU), words.code


# --- The sentences


@pytest.mark.parametrize("piece", TITLES, ids=lambda piece: piece.place)
def test_a_title_is_one_short_sentence_without_codes(piece: Piece) -> None:
    assert len(piece.text) <= 90
    assert piece.text[-1] not in ".!:;"
    text = piece.text.replace("Microsoft 365", "Microsoft")
    assert not re.search(r"\b[2-5]\d\d\b|\d\.\d\.|AADSTS|Error[A-Z]", text)
    assert piece.text[0].isupper() or piece.text.startswith(("{", "hubmail"))


def test_every_other_text_ends_as_a_sentence_or_with_a_command() -> None:
    for piece in PIECES:
        if piece.part != "title":
            command = re.search(
                r"(Access\w*|False|false|SendAs|\.default|FILE|FICHIER|file F|error|ID>|objet>)$",
                piece.text,
            )
            assert piece.text.endswith((".", "?")) or command, piece.place


def test_nothing_is_promised_that_was_not_proven() -> None:
    # Accepted is never delivered; nobody is to blame; nothing is babbled.
    words = re.compile(
        r"\b(deliver(ed|y)?|livr[ée]e?s?|livraison|remis|distribu[ée]e?s?|oops|oups|whoops|sorry|désolée?|"
        r"your fault|votre faute|failed to|une erreur est survenue)\b",
        re.IGNORECASE,
    )
    assert {piece.place: piece.text for piece in PIECES if words.search(piece.text)} == {}


def test_only_cmdlets_that_exist_with_their_parameters() -> None:
    for piece in PIECES:
        for match in re.finditer(
            r"\b((?:Add|Get|New|Remove|Set|Test)-[A-Z]\w+)((?:\s+(?:\"[^\"]*\"|<[^>]*>|[-$]?\w+))*)",
            piece.text,
        ):
            parameters = set(re.findall(r"(?<=\s)-([A-Z]\w+)", match[2]))
            assert parameters <= CMDLETS[match[1]], piece.place


def test_french_typography() -> None:
    for piece in pieces_of("fr"):
        text = re.sub(r"https?://\S*|IPv6:\S*|2001:\S*", "address", piece.text)
        for match in re.finditer(r"(.)([:;?!»])", text):
            assert match[1] in NO_BREAK, f"{piece.place}: …{match[0]}"
        for match in re.finditer(r"«(.)", text):
            assert match[1] in NO_BREAK, f"{piece.place}: {match[0]}"
        assert not re.search("[’“”]|\\.\\.\\.|  ", text), piece.place
        assert not re.search(r"(?<!e-)\b(mail|email|courriel)s?\b", text), piece.place


def test_english_quotes_and_spaces() -> None:
    for piece in pieces_of("en"):
        assert not re.search("[«»’\u00a0\u202f]|  | [;:?!,]", piece.text), piece.place


def test_the_same_thing_has_the_same_name_in_french() -> None:
    # The labels of the fields are part of what `docs/interface.md` promises.
    wrong = re.compile(
        r"hôte smtp|ID de l'application|ID d'annuaire|ID du répertoire|code secret", 0
    )
    assert [piece.place for piece in pieces_of("fr") if wrong.search(piece.text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_value_no_braces_are_shown(language: str) -> None:
    for words in every_words(language):
        assert not [text for text in shown(words) if re.search("[{}]", text)], words.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_value_a_sentence_still_begins_with_a_capital(language: str) -> None:
    for words in every_words(language):
        for text in filter(None, shown(words)):
            assert text[0].isupper() or text.startswith("hubmail"), (words.code, text)


@pytest.mark.parametrize("kind", methods.types())
@pytest.mark.parametrize("language", catalogue.languages())
def test_what_is_known_is_named_and_no_blank_left(language: str, kind: str) -> None:
    """As in "<application ID>" beside an application whose identifier is in the settings."""
    known = {
        "type": kind, "host": "mx.example.com", "port": "587", "sender": "hub@example.com",
        "recipient": "claire@example.com", "username": "hub", "tenant": "contoso.com", "domain": "example.com",
        "application": "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21", "account": "hub@project.example",
        "client": "1234", "project": "hub-mail", "address": "192.0.2.1",
    }  # fmt: skip
    blanks = ("<application ID>", "<ID d'application>", "<ID d’application>")
    found = {}
    for entry in catalogue.entries():
        words = catalogue.words(entry.code, language, known)
        said = " ".join((words.title, words.cause, *words.remedy, words.tell))
        if any(blank in said for blank in blanks):
            found[entry.code] = said
    assert found == {}
