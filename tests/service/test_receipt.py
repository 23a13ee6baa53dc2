"""The receipt code: what turns "accepted" into "received"."""

from __future__ import annotations

from typing import Any

import pytest

from hubmail_gui.core.watch import Watch
from hubmail_gui.service.draft import Given
from hubmail_gui.service.service import Service
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET


@pytest.fixture
def code(service: Service, document: dict[str, Any]) -> str:
    """The code of a mail that was accepted."""
    result = service.apply(Given(document, SECRET), None, Watch())
    assert result.receipt_code is not None
    return result.receipt_code


def test_it_stands_in_the_mail(code: str, server: MailServer) -> None:
    assert code.encode() in server.messages[0].content


@pytest.mark.parametrize("form", ["{0}", "  {0}\n", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_entering_it(service: Service, code: str, form: str) -> None:
    assert service.received(form.format(code))
    last = service.configuration.last_test()
    assert last is not None
    assert last.received
    # When it was typed says nothing about when the mail came.
    assert last.received_after is None


def test_another_code(service: Service, code: str) -> None:
    other = f"{(int(code) + 1) % 1_000_000:06d}"
    for wrong in (other, "", " ", code[:5], code + "0", "None"):
        assert not service.received(wrong)
    last = service.configuration.last_test()
    assert last is not None
    assert not last.received


def test_entering_it_twice_is_written_down_once(service: Service, code: str) -> None:
    assert service.received(code)
    assert service.received(code)
    actions = [(entry["action"], entry["revision"]) for entry in service.configuration.history()]
    assert actions == [("changed", 1), ("tested", 1), ("received", 1)]


def test_a_mail_that_was_refused_has_none(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    server.passwords = set()
    assert service.apply(Given(document, SECRET), None, Watch()).receipt_code is None
    assert not service.received("")


def test_the_code_of_older_settings_is_worth_nothing(
    service: Service, document: dict[str, Any], code: str
) -> None:
    service.changes.put({**document, "sender_name": "Hub"}, None, Watch().cancel)
    assert not service.received(code)
