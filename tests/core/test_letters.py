"""Letters filled from settings, whole or half: the right language, and no line that was not written."""

from __future__ import annotations

import locale
from pathlib import Path

import pytest

from hubmail_gui.core import letters, resources, texts

TEMPLATE = "Subject: {what}: please\n\nDear {who},\n\nthe port is {port}: é.\n"


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "mine.en.txt").write_text(TEMPLATE, encoding="utf-8")
    (folder / "mine.fr.txt").write_text("Objet : {what}\n\nBonjour {who}", encoding="utf-8")
    monkeypatch.setattr(resources, "ROOT", str(tmp_path))
    return folder


KNOWN = {"what": "Access", "who": "Ann", "port": "587"}


@pytest.mark.usefixtures("templates")
def test_the_subject_is_what_follows_the_first_colon_and_the_text_all_after_it() -> None:
    letter = letters.fill("mine", KNOWN)
    assert letter.subject == "Access: please"
    assert letter.text == "Dear Ann,\n\nthe port is 587: é.\n"
    assert letter.whole == f"Subject: Access: please\n\n{letter.text}"


def test_it_is_written_in_the_language_in_use(request: pytest.FixtureRequest) -> None:
    # First the language, whose catalogue is not among the templates.
    texts.use("fr")
    request.getfixturevalue("templates")
    assert letters.fill("mine", KNOWN) == ("Access", "Bonjour Ann")


@pytest.mark.usefixtures("templates")
def test_it_is_read_alike_whatever_encoding_the_system_has() -> None:
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        assert letters.fill("mine", KNOWN).text.endswith("587: é.\n")
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def test_what_the_settings_say_is_known_by_its_key_those_of_the_login_too() -> None:
    document = {
        "host": "mx",
        "port": 587,
        "authentication": {"type": "password", "username": "hub"},
    }
    assert letters.values(document) == {
        "host": "mx",
        "port": "587",
        "type": "password",
        "username": "hub",
    }


def test_half_a_document_gives_what_it_has() -> None:
    assert letters.values({"host": "mx", "authentication": None, "more": ["a"]}) == {"host": "mx"}
    assert letters.values({}) == {}


def test_no_value_makes_a_line_of_its_own() -> None:
    assert letters.values({"host": " a\r\nBcc: b\u2028c\t"}) == {"host": "a  Bcc: b c"}
