"""Dated facts about a provider, from data, shown to those whom they concern."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from hubmail_gui import methods
from hubmail_gui.core import resources
from hubmail_gui.core import settings as core_settings
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.methods.microsoft import clouds
from hubmail_gui.methods.password import notices

NOTICES = tomllib.loads(Path(resources.path("notices.toml")).read_text("utf-8"))["notice"]
ENDING = next(one for one in NOTICES if one["code"] == "exchange.basic_auth_ending")


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice["code"]))
def test_notice_is_well_formed(notice: dict[str, object]) -> None:
    assert catalogue.entry(str(notice["code"])).warning
    assert isinstance(notice["date"], datetime.date)
    assert isinstance(notice["checked"], datetime.date)
    assert str(notice["source"]).startswith("https://")
    assert notice["offers"] in methods.types()
    hosts = notice["hosts"]
    assert isinstance(hosts, list)
    assert hosts == [host.lower() for host in hosts]


def test_every_submission_server_of_exchange_online_is_named() -> None:
    """The announcement is about all clouds."""
    assert clouds.smtp_hosts() <= set(ENDING["hosts"])


@pytest.mark.parametrize("host", [*ENDING["hosts"], "SMTP.Office365.COM", " smtp.office365.com. "])
def test_host_of_exchange_online_has_the_dated_notice(host: str) -> None:
    (found,) = notices.for_host(host)

    assert found.code == "exchange.basic_auth_ending"
    assert found.params["date"] == ENDING["date"].isoformat()
    assert found.params["source"] == ENDING["source"]
    assert found.params["offers"] == "microsoft-oauth2"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_date_in_the_words_is_that_of_the_data(language: str) -> None:
    (found,) = notices.for_host("smtp.office365.com")

    words = catalogue.words(found.code, language, found.params)

    assert str(ENDING["date"].year) in words.title
    assert str(ENDING["date"].day) in words.title


@pytest.mark.parametrize(
    "host",
    [
        "",
        "smtp.example.com",
        "smtp.office365.com.example.com",
        "notoffice365.com",
        "contoso.mail.protection.outlook.com",
    ],
)
def test_other_hosts_have_none(host: str) -> None:
    assert notices.for_host(host) == ()


def document(**authentication: object) -> dict[str, object]:
    own: dict[str, object] = {
        "type": "password",
        "host": "smtp.office365.com",
        "port": 587,
        "encryption": "starttls",
        "smtp_authentication": True,
        "username": "hub@example.com",
    }
    return {"sender": "hub@example.com", "authentication": {**own, **authentication}}


def codes(given: dict[str, object]) -> list[str]:
    settings, problems = core_settings.read(given, methods.group, check=True)
    assert settings is not None, problems
    return [one.code for one in methods.of(settings).known_notices(settings)]


def test_password_at_exchange_online_is_concerned() -> None:
    assert codes(document()) == ["exchange.basic_auth_ending"]


def test_relay_without_a_login_is_not() -> None:
    assert codes(document(smtp_authentication=False, username=None)) == []


def test_oauth_is_not() -> None:
    own = {
        "type": "microsoft-oauth2",
        "application_id": "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21",
        "directory_id": "contoso.com",
        "route": "smtp",
    }
    assert codes({"sender": "hub@example.com", "authentication": own}) == []


@pytest.mark.parametrize(
    ("reply", "offered"),
    [
        (
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
            "microsoft-oauth2",
        ),
        (
            "550 5.7.30 Basic authentication is not supported for Client Submission.",
            "microsoft-oauth2",
        ),
        ("535 5.7.3 Authentication unsuccessful", ""),
        ("535 5.7.1390 no", ""),
        ("", ""),
    ],
)
def test_refusal_that_offers_the_change(reply: str, offered: str) -> None:
    assert notices.offered_after("smtp.auth.disabled", reply) == offered
