"""What leaves the program for others: the history for a spreadsheet, an end date for a calendar."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest

from hubmail_gui.core import texts
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import expiry, past
from hubmail_gui.service.draft import Given
from hubmail_gui.service.service import Service
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET

ENTRY: dict[str, Any] = {
    "at": "2026-11-27T10:00:00+01:00", "who": "root (claire)", "action": "changed", "revision": 4,
    "fields": ["host", "port"], "ok": True, "code": None,
    "changes": {"port": [587, 465], "host": [None, "a,b"]},
}  # fmt: skip


def read(entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    return list(csv.DictReader(past.csv_rows(entries)))


def test_each_entry_is_a_row() -> None:
    assert read([ENTRY]) == [
        {
            "at": "2026-11-27T10:00:00+01:00", "who": "root (claire)", "action": "changed",
            "revision": "4", "fields": "host port", "ok": "true", "code": "",
            "changes": "port: 587 → 465; host: – → a,b",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("who", ['=HYPERLINK("x")', "+1", "@SUM(A1)", "-2", "\tx"])
def test_no_cell_is_a_formula(who: str) -> None:
    assert read([{**ENTRY, "who": who}])[0]["who"] == f"'{who}"


def test_what_an_older_version_or_somebody_else_wrote() -> None:
    assert read([{"at": 5, "fields": None, "changes": {"host": 3}}])[0]["changes"] == "host: – → 3"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_calendar_has_one_entry_with_two_reminders(language: str) -> None:
    texts.use(language)
    ends = date(2027, 3, 1)
    raw = expiry.calendar_entry(ends, "hub@example.com", "/etc/hub")
    event = icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]
    assert event.decoded("dtstart") == ends
    assert event.decoded("dtend") == ends + timedelta(days=1)
    assert "hub@example.com" in str(event["summary"])
    reminders = [one.decoded("trigger") for one in event.walk("VALARM")]
    assert reminders == [timedelta(days=-30), timedelta(days=-7)]
    assert all(len(line) <= 75 for line in raw.splitlines())


def test_a_later_date_changes_the_same_entry() -> None:
    def uid(ends: date, folder: str) -> str:
        raw = expiry.calendar_entry(ends, "hub@example.com", folder)
        return str(icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]["uid"])

    assert uid(date(2027, 3, 1), "/a") == uid(date(2029, 3, 1), "/a") != uid(date(2027, 3, 1), "/b")


def test_a_change_tells_its_values_before_and_after_and_no_secret(
    service: Service, server: MailServer
) -> None:
    authority = server.authority
    first = Given(server.document(), SECRET)
    assert service.apply(first, None, Watch()).ok
    document = server.document(sender="it@example.com", timeout=33)
    assert service.apply(Given(document, None), None, Watch()).saved
    made, changed = [one for one in service.configuration.history() if one["action"] == "changed"]
    assert made["changes"]["host"] == [None, "localhost"]
    assert made["changes"]["ca_certificates"][1].startswith("SHA-256 ")
    assert authority not in str(made)
    assert changed["changes"] == {
        "sender": ["hub@example.com", "it@example.com"],
        "timeout": [None, 33],
    }
    assert SECRET not in str(made) + str(changed)
