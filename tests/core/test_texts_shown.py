"""Texts in the language in use: counted, labelled, and read from files of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubmail_gui.core import resources, texts


def test_the_number_decides_between_one_and_many() -> None:
    for number, words in ((1, "1 day"), (2, "2 days"), (0, "0 days")):
        assert texts.ngettext("{} day", "{} days", number).format(number) == words


def test_each_language_counts_by_its_own_rule() -> None:
    one, many = "the certificate ends in {days} day", "the certificate ends in {days} days"
    texts.use("fr")
    assert texts.ngettext(one, many, 0) == "le certificat expire dans {days} jour"
    assert texts.ngettext(one, many, 2) == "le certificat expire dans {days} jours"


def test_a_label_has_the_blanks_of_the_language() -> None:
    assert texts.labelled("Port", "587") == "Port: 587"
    texts.use("fr")
    assert texts.labelled("Port", "587") == "Port\u00a0: 587"


def test_the_languages_are_english_and_those_with_a_catalogue() -> None:
    assert texts.languages() == ("en", "fr")


def test_what_is_no_folder_of_a_language_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in ("es", "de", "template.pot"):
        (tmp_path / "locale" / folder / "LC_MESSAGES").mkdir(parents=True)
    for folder in ("es", "template.pot"):
        (tmp_path / "locale" / folder / "LC_MESSAGES" / "hubmail.mo").touch()
    monkeypatch.setattr(resources, "ROOT", str(tmp_path))
    monkeypatch.setattr(resources, "_listed", {})
    assert texts.languages() == ("en", "es")


def test_a_language_is_named_in_its_own_words() -> None:
    assert texts.language_name("fr") == "Français"
    texts.use("fr")
    assert texts.language_name("en") == "English"


def test_a_language_that_has_no_name_is_called_by_its_code() -> None:
    assert texts.language_name("xx") == "xx"


def test_a_file_is_read_in_the_language_in_use_or_in_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts.use("fr")
    monkeypatch.setattr(resources, "ROOT", str(tmp_path))
    for name in ("both.en.txt", "both.fr.txt", "one.en.txt"):
        (tmp_path / name).touch()
    assert Path(texts.localized("both.{language}.txt")).name == "both.fr.txt"
    assert Path(texts.localized("one.{language}.txt")).name == "one.en.txt"


def test_a_tag_may_be_in_capitals_and_have_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for tag in ("FR", "fr.UTF-8", "fr-Latn-CH", "fr_CH.UTF-8.old"):
        monkeypatch.setenv("LANG", tag)
        assert texts.system_language() == "fr"
