"""The end of a secret or certificate, said in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import expiry
from tests.servers import certificates
from tests.servers.certificates import DAY, Wish


def today() -> date:
    return datetime.now().astimezone().date()


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def read(**top: object) -> MailSettings:
    authentication: dict[str, Any] = {
        "type": "microsoft-oauth2",
        "application_id": "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21",
        "directory_id": "contoso.com",
    }
    if "certificate" in top:
        authentication |= {"credential": "certificate", "certificate": top.pop("certificate")}
    document = {"sender": "hub@contoso.com", "authentication": authentication, **top}
    settings, problems = core_settings.read(document, methods.group, check=False)
    assert settings is not None, problems
    return settings


def certificate(days: int) -> str:
    # Half a day more, so that the count does not depend on the time of day.
    ends = days * DAY + DAY / 2 if days else DAY / 2
    return certificates.self_signed(Wish(starts=-400 * DAY, ends=ends)).pem


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (400, None),
        (31, None),
        (30, "secret.expires_soon"),
        (1, "secret.expires_soon"),
        (0, "secret.expires_soon"),
        (-1, "secret.expired"),
        (-400, "secret.expired"),
    ],
)
def test_date_beside_the_secret(days: int, code: str | None) -> None:
    settings = read(secret_expires=in_days(days))

    found = expiry.warning(settings)

    assert expiry.days_left(settings) == days
    assert (found.code if found else None) == code
    if found:
        assert found.params["date"] == in_days(days)


def test_without_a_date_nothing_is_known() -> None:
    settings = read()

    assert expiry.days_left(settings) is None
    assert expiry.warning(settings) is None


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (60, None),
        (20, "secret.certificate_expires_soon"),
        (-20, "secret.certificate_expired"),
    ],
)
def test_certificate_knows_its_own_end(days: int, code: str | None) -> None:
    settings = read(certificate=certificate(days))

    found = expiry.warning(settings)

    left = expiry.days_left(settings)
    assert left is not None
    assert abs(left - days) <= 1
    assert (found.code if found else None) == code


def test_the_certificates_own_end_counts_before_what_was_noted() -> None:
    settings = read(certificate=certificate(20), secret_expires=in_days(300))

    found = expiry.warning(settings)

    left = expiry.days_left(settings)
    assert left is not None
    assert abs(left - 20) <= 1
    assert found is not None
    assert found.code == "secret.certificate_expires_soon"


def test_certificate_that_cannot_be_read_has_no_date() -> None:
    assert expiry.days_left(read(certificate="no PEM")) is None


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("given", [{"secret_expires": in_days(3)}, {"certificate": certificate(3)}])
def test_notice_names_the_day(given: dict[str, object], language: str) -> None:
    found = expiry.warning(read(**given))

    assert found is not None
    words = catalogue.words(found.code, language, found.params)
    assert str(date.fromisoformat(found.params["date"]).year) in words.title


def test_password_may_have_an_end_as_well() -> None:
    document = {
        "sender": "hub@example.com",
        "secret_expires": in_days(10),
        "authentication": {
            "type": "password", "host": "mx", "port": 587, "encryption": "starttls",
            "smtp_authentication": True, "username": "hub",
        },
    }  # fmt: skip
    settings, _problems = core_settings.read(document, methods.group, check=True)
    assert settings is not None

    assert expiry.days_left_if_near(settings) == 10
