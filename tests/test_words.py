"""One word for one thing, wherever a person reads: the mail that is sent, the email address it goes to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from hubmail_gui.core import resources

ROOT = Path(resources.path("faults")).parent
# A mail is sent; "email" only ever stands before what it belongs to, and in names that are Microsoft's.
EMAIL = re.compile(
    r"\bemail (address|settings|configuration)|\bSender email\b|\bTest email\b|\bemail apps\b|\bEmail & collab"
    r"|\bEmail (address|configuration)\b|client_email",
)
NAMES = re.compile(
    r"https?://\S+|`[^`]*`|\{\w+\}|\b[\w.-]+@[\w.-]+|\bMail\.\w+|hub-mail\.\w+|\"Hub mail\""
    r"|\bhubmail apply .*|(ID de l'|Répertoire \()annuaire \(locataire\)"
)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Everything that is read in a language, each with where it stands."""
    faults = tomllib.loads((ROOT / f"faults/{language}.toml").read_text("utf-8"))
    for code, table in faults.items():
        for text in strings(table):
            yield f"faults {code}", text
    catalogue = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/hubmail.po"))
    for entry in catalogue:
        if language == "en":
            words = [entry.msgid, entry.msgid_plural]
        else:
            words = [entry.msgstr, *entry.msgstr_plural.values()]
        yield from ((f"catalogue “{entry.msgid[:40]}”", one) for one in words if one)
    for page in sorted((ROOT / "help" / language).glob("*.md")):
        yield from ((f"help {page.name}", line) for line in page.read_text("utf-8").splitlines())
    for letter in sorted((ROOT / "requests").glob(f"*.{language}.txt")):
        yield from ((letter.name, line) for line in letter.read_text("utf-8").splitlines())


def plain(text: str) -> str:
    return NAMES.sub(" ", text.replace("\u2011", "-"))


def test_english_says_mail_of_what_is_sent_and_email_of_the_address() -> None:
    found = {}
    for place, text in texts("en"):
        left = EMAIL.sub(" ", plain(text))
        if re.search(r"\be-?mails?\b", left, re.IGNORECASE):
            found[place] = text
    assert found == {}


def test_french_says_e_mail_of_both() -> None:
    other = r"(?<![\w-])(courriels?|courriers? électroniques?|mails?|emails?|mél)(?![\w-])"
    found = {
        place: text
        for place, text in texts("fr")
        if re.search(other, plain(text).replace("Gmail", ""), re.IGNORECASE)
    }
    assert found == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Test of the mail",
                "has ended at an earlier",
                "can send as anybody",
                "in the name of everybody",
            ),
        ),
        (
            "fr",
            (
                "Répéter une panne",
                "Montrer quoi faire",
                "annuaire",
                "Pas encore connue",
                "peut envoyer au nom de n'importe qui",
                "écrire au nom de toute",
            ),
        ),
    ],
)
def test_words_that_were_given_up_stay_away(language: str, words: tuple[str, ...]) -> None:
    found = {
        place: text for place, text in texts(language) if any(one in plain(text) for one in words)
    }
    assert found == {}


def test_french_has_one_apostrophe() -> None:
    """The straight one, as on the labels that other programs know."""
    assert [place for place, text in texts("fr") if "’" in text] == []
    assert "’" not in (ROOT / "presets.toml").read_text("utf-8")


def test_french_has_one_blank_before_its_signs() -> None:
    """The one that no line breaks at, and no narrower: fonts without it show a box."""
    wrong = re.compile("\u202f|(?<=\\w) [:;!?»](?!\\w)|« ")
    assert [(place, text) for place, text in texts("fr") if wrong.search(plain(text))] == []
