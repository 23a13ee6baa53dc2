"""The state line as a value: every kind of it, from what really happened."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui.core import texts
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.draft import Given
from hubmail_gui.service.service import Service
from hubmail_gui.service.status import Kind
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET


def write_settings(service: Service, document: object) -> None:
    folder = Path(service.configuration.folder)
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(document), encoding="utf-8")


def test_not_set_up(service: Service) -> None:
    status = service.configuration.status()
    assert (status.kind, status.at, status.server) == (Kind.NOT_SET_UP, None, "")


def test_untested(service: Service, document: dict[str, Any]) -> None:
    service.changes.put(document, SECRET, Watch().cancel)
    status = service.configuration.status()
    assert status.kind is Kind.UNTESTED
    assert status.who == "claire"
    assert status.at is not None
    assert status.at.tzinfo is not None


def test_accepted_then_received(service: Service, document: dict[str, Any]) -> None:
    result = service.apply(Given(document, SECRET), None, Watch())
    assert result.ok
    status = service.configuration.status()
    assert (status.kind, status.server, status.who) == (Kind.ACCEPTED, "localhost", "claire")
    assert isinstance(status.at, datetime)
    assert result.receipt_code is not None
    assert service.received(result.receipt_code)
    received = service.configuration.status()
    assert (received.kind, received.seconds) == (Kind.RECEIVED, None)


def test_a_new_test_is_not_received_yet(service: Service, document: dict[str, Any]) -> None:
    result = service.apply(Given(document, SECRET), None, Watch())
    assert service.received(str(result.receipt_code))
    assert service.test_stored(None, None, Watch()).ok
    assert service.configuration.status().kind is Kind.ACCEPTED


def test_failed_in_the_language_in_use(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    server.passwords = set()
    service.apply(Given(document, SECRET), None, Watch())
    english = service.configuration.status()
    texts.use("fr")
    french = service.configuration.status()
    assert english.kind is french.kind is Kind.FAILED
    assert english.code == french.code == "smtp.auth.rejected"
    assert english.title != french.title


def test_untested_again_after_a_change(service: Service, document: dict[str, Any]) -> None:
    assert service.apply(Given(document, SECRET), None, Watch()).ok
    changed = {**document, "sender_name": "Hub"}
    service.changes.put(changed, None, Watch().cancel)
    assert service.configuration.status().kind is Kind.UNTESTED


def test_a_test_of_a_draft_says_nothing_about_what_is_stored(
    service: Service, document: dict[str, Any]
) -> None:
    assert service.apply(Given(document, SECRET), None, Watch()).ok
    draft = {**document, "sender": "unlisted@example.com"}
    assert service.test(Given(draft, None), "unknown@example.com", Watch()).failure is not None
    assert service.configuration.status().kind is Kind.ACCEPTED


@pytest.mark.parametrize(
    ("stored", "code"),
    [([], "settings.corrupt"), ({"schema": 9, "authentication": {}}, "settings.newer")],
)
def test_broken(service: Service, stored: object, code: str) -> None:
    write_settings(service, stored)
    status = service.configuration.status()
    assert (status.kind, status.code) == (Kind.BROKEN, code)
    assert status.title


@pytest.mark.parametrize("saved_at", ["", "yesterday", None])
def test_settings_by_hand_that_do_not_say_when(
    service: Service, document: dict[str, Any], saved_at: object
) -> None:
    write_settings(service, {**document, "revision": 3, "saved_at": saved_at})
    status = service.configuration.status()
    assert (status.kind, status.at) == (Kind.UNTESTED, None)


@pytest.mark.parametrize(
    "kept",
    ['{"revision": 1}', '{"revision": 1, "failure": {"code": "no.such"}, "at": "", "warnings": []}',
     '{"revision": 1, "failure": 5, "at": "x", "warnings": []}', "[]", "{"],
)  # fmt: skip
def test_a_damaged_last_test_counts_as_none(
    service: Service, document: dict[str, Any], kept: str
) -> None:
    assert service.apply(Given(document, SECRET), None, Watch()).ok
    (Path(service.configuration.folder) / "result.json").write_text(kept, encoding="utf-8")
    assert service.configuration.status().kind is Kind.UNTESTED
    assert not service.received("123456")


@pytest.mark.parametrize(("days", "shown"), [(400, None), (12, 12), (0, 0), (-3, -3)])
def test_the_end_of_the_secret_is_near(
    service: Service, document: dict[str, Any], days: int, shown: int | None
) -> None:
    ends = (datetime.now().astimezone().date() + timedelta(days=days)).isoformat()
    result = service.apply(Given({**document, "secret_expires": ends}, SECRET), None, Watch())
    assert service.configuration.status().expires_in == shown
    warned = {warning.code for warning in result.attempt.warnings} & {
        "secret.expired",
        "secret.expires_soon",
    }
    assert len(warned) == (shown is not None)
