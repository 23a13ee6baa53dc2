"""``hubmail show --expiry``: a check for monitoring, by the convention of Nagios plug-ins."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, Program
from tests.servers import certificates
from tests.servers.certificates import DAY, Wish


def in_days(days: int) -> str:
    return (datetime.now().astimezone().date() + timedelta(days=days)).isoformat()


def stored(program: Program, **changed: Any) -> Program:
    """The program with settings in its folder, as if they had been saved."""
    document = {
        "schema": 1,
        "revision": 1,
        "saved_at": "2026-11-23T14:02:00+01:00",
        "saved_by": "claire",
        "sender": "hub@contoso.com",
        "authentication": {
            "type": "microsoft-oauth2",
            "application_id": "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21",
            "directory_id": "contoso.com",
            **changed.pop("authentication", {}),
        },
        **changed,
    }
    program.folder.mkdir(parents=True, exist_ok=True)
    file = program.folder / "settings.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    file.chmod(0o600)
    return program


def expiry(program: Program, *options: str) -> Done:
    return program.run("show", "--expiry", "--lang", "en", *options)


@pytest.mark.parametrize(
    ("days", "status", "line"),
    [
        (400, 0, "HUBMAIL OK - the secret ends in 400 days"),
        (31, 0, "HUBMAIL OK - the secret ends in 31 days"),
        (30, 1, "HUBMAIL WARNING - the secret ends in 30 days"),
        (8, 1, "HUBMAIL WARNING - the secret ends in 8 days"),
        (7, 2, "HUBMAIL CRITICAL - the secret ends in 7 days"),
        (1, 2, "HUBMAIL CRITICAL - the secret ends in 1 day"),
        (-1, 2, "HUBMAIL CRITICAL - the secret ended 1 day ago"),
        (-90, 2, "HUBMAIL CRITICAL - the secret ended 90 days ago"),
    ],
)
def test_status_and_line(plain: Program, days: int, status: int, line: str) -> None:
    done = expiry(stored(plain, secret_expires=in_days(days)))

    assert (done.status, done.out, done.err) == (status, f"{line}\n", "")


def test_no_date_is_no_alarm(plain: Program) -> None:
    done = expiry(stored(plain))

    assert done.status == 0
    assert done.out == "HUBMAIL OK - no end date is known for the secret\n"


@pytest.mark.parametrize(("days", "status"), [(60, 0), (20, 1), (-20, 2)])
def test_certificate_needs_no_date_of_its_own(plain: Program, days: int, status: int) -> None:
    ends = days * DAY + DAY / 2
    pem = certificates.self_signed(Wish(starts=-400 * DAY, ends=ends)).pem
    settings = {"credential": "certificate", "certificate": pem}

    done = expiry(stored(plain, authentication=settings), "--json")

    assert done.status == status
    assert done.json["status"] == status
    assert abs(done.json["days_left"] - days) <= 1
    assert done.json["failure"] is None


def test_json_says_the_same(plain: Program) -> None:
    done = expiry(stored(plain, secret_expires=in_days(20)), "--json")

    assert done.status == 1
    assert done.json == {
        "status": 1,
        "days_left": 20,
        "expires": in_days(20),
        "failure": None,
    }


def test_without_settings_it_is_no_statement_about_a_secret(plain: Program) -> None:
    """78 is none of 0, 1 and 2: monitoring shows it as unknown."""
    assert expiry(plain).status == 78


def test_french(plain: Program) -> None:
    done = stored(plain, secret_expires=in_days(20)).run("show", "--expiry", "--lang", "fr")

    assert done.status == 1
    assert done.out.startswith("HUBMAIL WARNING - ")


def test_show_says_it_as_well(plain: Program) -> None:
    soon = stored(plain, secret_expires=in_days(20)).run("show", "--lang", "en")
    later = stored(plain, secret_expires=in_days(200)).run("show", "--lang", "en")

    assert (soon.status, later.status) == (0, 0)
    assert "Warning: The client secret expires" in soon.err
    assert later.err == ""


def test_the_end_as_an_entry_for_a_calendar(plain: Program, tmp_path: Path) -> None:
    file = tmp_path / "end.ics"
    refused = stored(plain).run("show", "--expiry", "--ics", file, "--json")
    assert (refused.status, refused.json["errors"][0]["field"]) == (65, "secret_expires")
    assert not file.exists()
    program = stored(plain, secret_expires="2031-05-17")
    assert program.run("show", "--expiry", "--ics", file).status == 0
    assert b"DTSTART;VALUE=DATE:20310517" in file.read_bytes()
    done = program.run("show", "--expiry", "--ics", tmp_path, "--json")
    assert (done.status, done.json["errors"][0]["code"]) == (65, "output.unwritable")


@pytest.mark.parametrize(
    ("language", "label", "line"),
    [("en", "Certificate expires on", "the certificate ends in"),
     ("fr", "Expiration du certificat", "le certificat expire dans")],
)  # fmt: skip
def test_a_certificate_is_called_so_and_says_its_end_itself(
    plain: Program, tmp_path: Path, language: str, label: str, line: str
) -> None:
    made = certificates.self_signed(Wish(starts=-DAY, ends=20 * DAY + DAY / 2))
    settings = {"credential": "certificate", "certificate": made.pem}
    program = stored(plain, authentication=settings, secret_expires=in_days(300))
    ends = made.certificate.not_valid_after_utc.date()
    shown = program.run("show", "--lang", language).out
    assert any(
        row.startswith(label) and row.endswith(ends.isoformat()) for row in shown.splitlines()
    )
    assert in_days(300) not in shown
    file = tmp_path / "end.ics"
    done = program.run("show", "--expiry", "--lang", language, "--ics", file)
    assert line in done.out
    words = file.read_text("utf-8").replace("\r\n ", "")
    assert f"{ends:%Y%m%d}" in words
    assert "secret" not in words
