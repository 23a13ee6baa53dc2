"""The list of mail services: each is whole, in both languages, and leads to settings that are valid."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from hubmail_gui import methods
from hubmail_gui.core import resources, settings, texts, validation
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.discovery import candidates, presets
from hubmail_gui.discovery.candidates import Claim, Source, Target
from hubmail_gui.discovery.presets import Preset

TABLES: list[dict[str, Any]] = tomllib.loads(
    Path(resources.path("presets.toml")).read_text("utf-8")
)["preset"]
ALL = pytest.mark.parametrize("preset", presets.presets(), ids=lambda one: one.id)
KEYS = {
    "id", "name", "kind", "servers", "username", "auth", "mx", "domains", "spf", "dkim", "source",
    "checked", "en", "fr",
}  # fmt: skip
MAYBE = {"type", "cloud", "login"}
ADDRESS = "hub@example.com"


def test_the_services_of_the_first_question_are_there() -> None:
    ids = [one.id for one in presets.presets()]
    assert len(ids) == len(set(ids)) >= 25
    assert {
        "microsoft-365", "google-workspace", "exchange", "amazon-ses", "sendgrid", "mailgun",
        "azure-communication-services", "exchange-hve", "brevo", "ovh", "ionos", "zoho",
        "infomaniak", "fastmail", "relay",
    } <= set(ids)  # fmt: skip
    assert {one.kind for one in presets.presets()} == {"microsoft", "google", "service", "own"}


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one["id"])
def test_a_service_is_whole_and_has_a_source(table: dict[str, Any]) -> None:
    assert KEYS <= table.keys() <= KEYS | MAYBE
    assert table["source"]
    assert all(urlsplit(one).scheme == "https" for one in table["source"])
    assert date(2026, 11, 1) <= table["checked"] <= date.today()  # noqa: DTZ011
    for language in texts.languages():
        assert table[language]["on"]
        assert ("hint" in table[language]) == ("hint" in table["en"])
        assert len(table[language]["on"]) == len(table["en"]["on"])


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one["id"])
def test_what_has_to_be_switched_on_is_said_in_sentences(table: dict[str, Any]) -> None:
    for language in texts.languages():
        words = [*table[language]["on"], table[language].get("hint", "X.")]
        assert all(text.endswith(".") and text[0].isalnum() for text in words)
        for text in words:
            if language == "fr":
                assert not re.search(r"[^\u00a0\u202f][:;?!]|’", text)


@ALL
def test_where_to_submit(preset: Preset) -> None:
    assert preset.servers or preset.type != "password"
    for place in preset.servers:
        assert place.encryption is not Encryption.NONE
        assert place.port in {587, 465, 2525, 25}
        assert (place.port == 465) == (place.encryption is Encryption.TLS)
        if place.host is not None:
            assert validation.host(place.host) == place.host
            assert presets.by_host(place.host) is not None
    regions = [one.region for one in preset.servers]
    assert all(regions) or not any(regions)


@ALL
def test_its_settings_lack_only_what_a_person_knows(preset: Preset) -> None:
    if preset.type != "password":
        found = candidates.cloud(preset, ADDRESS, "example.com").settings
        missing = {"application_id"}
    else:
        place = next((one for one in preset.servers if one.host), preset.servers[0])
        target = Target(place.host or "mail.example.com", place.port, place.encryption)
        claim = Claim(
            Source.PRESET, (0,), preset.name, preset.user(ADDRESS),
            None if preset.login else False, preset.auth,
        )  # fmt: skip
        found = candidates.unreached(claim, target, ADDRESS).settings
        missing = {"username"} if preset.username == "other" and preset.auth else set()
    _read, problems = settings.read(found, methods.group, check=True)
    assert {one.field for one in problems} <= missing


def test_a_domain_is_recognised_by_its_mail_exchanger() -> None:
    known = {
        "example-com.mail.protection.outlook.com": "microsoft-365",
        "example-com.o-v1.mx.microsoft": "microsoft-365",
        "aspmx.l.google.com": "google-workspace",
        "smtp.google.com": "google-workspace",
        "mx1.mail.ovh.net": "ovh",
        "mx00.ionos.fr": "ionos",
        "mx2.zoho.eu": "zoho",
        "mta-gw.infomaniak.ch": "infomaniak",
        "in1-smtp.messagingengine.com": "fastmail",
        "spool.mail.gandi.net": "gandi",
        "MAIL.PROTONMAIL.CH": "proton",
    }
    for host, wanted in known.items():
        found = presets.by_mx(host)
        assert found is not None, host
        assert found.id == wanted
    assert presets.by_mx("mail.example.com") is None
    assert presets.by_mx("notgoogle.com") is None


def test_the_user_name_has_the_form_that_the_service_wants() -> None:
    users = {one.id: one.user("anne@free.fr") for one in presets.presets()}
    assert users["sendgrid"] == "apikey"
    assert users["free"] == "anne"
    assert users["ovh"] == "anne@free.fr"
    assert users["amazon-ses"] is None


@pytest.mark.parametrize("language", texts.languages())
def test_words_of_each(language: str) -> None:
    for one in presets.presets():
        assert presets.words(one.id, language).on
    with pytest.raises(KeyError):
        presets.words("nobody", language)


def test_the_region_is_that_of_the_name_by_which_it_was_recognised() -> None:
    wanted = {
        "mx2.zoho.eu": ["smtppro.zoho.eu"],
        "mx00.ionos.fr": ["smtp.ionos.fr"],
        "mx1.mail.ovh.net": ["smtp.mail.ovh.net", "ssl0.ovh.net"],
        "mx1.mail.ovh.ca": ["smtp.mail.ovh.ca"],
        "mxa.eu.mailgun.org": ["smtp.eu.mailgun.org", "smtp.eu.mailgun.org"],
        "aspmx.l.google.com": ["smtp.gmail.com", "smtp.gmail.com"],
    }
    for host, places in wanted.items():
        found = presets.by_mx(host)
        assert found is not None
        assert [one.host for one in found.near(host)] == places
    exchange = next(one for one in presets.presets() if one.id == "exchange")
    assert exchange.near("mail.example.com") == ()
