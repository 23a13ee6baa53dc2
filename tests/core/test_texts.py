"""Languages: which one is the system's, and dates in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hubmail_gui.core import dates, system, texts

VARIABLES: dict[str, tuple[dict[str, str], str]] = {
    "French": ({"LANG": "fr_FR.UTF-8"}, "fr"),
    "Swiss French": ({"LANG": "fr-CH"}, "fr"),
    "English": ({"LANG": "en_US.UTF-8"}, "en"),
    "another": ({"LANG": "de_DE.UTF-8"}, "en"),
    "POSIX": ({"LANG": "POSIX"}, "en"),
    "with a modifier": ({"LANG": "fr_FR@euro"}, "fr"),
    "LC_ALL wins": ({"LC_ALL": "fr_FR.UTF-8", "LC_MESSAGES": "en_US", "LANG": "en_US"}, "fr"),
    "LC_MESSAGES before LANG": ({"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "en_US"}, "fr"),
    "empty ones count as unset": ({"LC_ALL": "", "LANG": "fr_FR"}, "fr"),
}


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("variables", "language"), VARIABLES.values(), ids=VARIABLES)
def test_the_system_s_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert texts.system_language() == language


@pytest.mark.parametrize(("tag", "language"), [("fr_FR", "fr"), ("ja_JP", "en"), ("", "en")])
def test_without_variables_the_platform_is_asked(
    monkeypatch: pytest.MonkeyPatch, tag: str, language: str
) -> None:
    monkeypatch.setattr(system, "interface_language", lambda: tag)
    assert texts.system_language() == language


def test_an_unknown_language_is_english() -> None:
    texts.use("fr")
    assert texts.language() == "fr"
    assert texts._("Password") == "Mot de passe"
    texts.use("xx")
    assert texts.language() == "en"
    assert texts._("Password") == "Password"


def test_long_dates() -> None:
    assert dates.long_date(date(2026, 11, 20)) == "20 November 2026"
    assert dates.long_date(date(2027, 1, 1)) == "1 January 2027"
    texts.use("fr")
    assert dates.long_date(date(2026, 11, 20)) == "20 novembre 2026"
    assert dates.long_date(date(2027, 1, 1)) == "1er janvier 2027"


def test_a_moment_is_told_as_people_tell_it() -> None:
    now = datetime.now().astimezone().replace(hour=14, minute=2, second=11)
    assert dates.clock(now) == "14:02"
    assert dates.clock(now, seconds=True) == "14:02:11"
    assert dates.day_and_clock(now) == "today at 14:02"
    assert dates.day_and_clock(now - timedelta(days=1)) == "yesterday at 14:02"
    assert dates.day_and_clock(datetime(2020, 5, 1, 14, 2).astimezone()) == "on 1 May 2020 at 14:02"


def test_a_time_of_the_files_is_told_as_it_was_written_down() -> None:
    assert dates.recorded("2026-11-24T02:04:35+01:00") == "24 November 2026, 02:04:35"
    texts.use("fr")
    assert dates.recorded("2026-12-01T02:04:35+01:00") == "1er décembre 2026, 02:04:35"
    for other in ("", "yesterday", "2026-13-01", "a-b-c"):
        assert dates.recorded(other) == other
