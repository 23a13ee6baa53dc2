"""The report of a test: all that a colleague needs, and no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hubmail_gui import __version__
from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Attempt
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.core.watch import Watch
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import report
from hubmail_gui.service.draft import Given
from hubmail_gui.service.result import Result
from hubmail_gui.service.service import Service
from tests.cli.mail_server import MailServer
from tests.cli.program import SECRET, Program


def written(service: Service, document: dict[str, Any]) -> str:
    """The report of a save."""
    result = service.apply(Given(document, SECRET), None, Watch())
    stored = service.configuration.stored()
    assert stored is not None
    text = report.text(result, stored.settings)
    Program(Path(service.configuration.folder)).search_secrets(text.encode(), "the report")
    assert stored.secret is not None
    assert stored.secret not in text
    return text


def test_a_failure_says_what_who_and_what_to_do(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    server.passwords = set()
    text = written(service, document)
    words = catalogue.words(
        "smtp.auth.rejected", "en", {"host": "localhost", "username": "hub", "type": "password"}
    )
    assert text.startswith(words.title)
    assert words.who in text
    for number, step in enumerate(words.remedy, 1):
        assert f"  {number}. {step}" in text
    assert "535 5.7.8" in text
    assert "[smtp.auth.rejected]" in text


def test_it_names_program_time_settings_steps_and_exchange(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    server.passwords = set()
    text = written(service, document)
    assert f"hubmail {__version__}" in text
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", text)
    assert "authentication.host = localhost" in text
    assert f"authentication.port = {server.port}" in text
    assert "authentication.username = hub" in text
    assert "sender = hub@example.com" in text
    assert "claire.durand@example.com" in text
    assert re.search(r"Sign-in: failed, \d+ ms", text)
    assert "Sending: not reached" in text
    assert "< 220 " in text
    assert "> EHLO" in text


def test_certificates_are_named_and_not_printed(service: Service, document: dict[str, Any]) -> None:
    text = written(service, document)
    assert "-----BEGIN" not in text
    assert "ca_certificates = 1 certificate\n" in text
    assert document["ca_certificates"].splitlines()[1] not in text


def test_it_holds_no_code_and_no_certificate(service: Service, document: dict[str, Any]) -> None:
    service.apply(Given(document, SECRET), None, Watch())
    stored = service.configuration.stored()
    assert stored is not None
    assert stored.settings.ca_certificates
    happened = Result(
        recipient="claire@example.com", server="mx",
        attempt=Attempt((StepReport(Step.SEND, StepState.OK),), reply="250 ok"), receipt_code="123456", at="2026-11-24T14:02:11+00:00",
    )  # fmt: skip
    text = report.text(happened, stored.settings)
    assert "123456" not in text
    assert "BEGIN CERTIFICATE" not in text
    assert "ca_certificates = 1 certificate" in text


def test_a_success_claims_no_more_than_was_proven(
    service: Service, document: dict[str, Any]
) -> None:
    text = written(service, document)
    assert text.startswith("Accepted by localhost at ")
    assert "queued as" in text  # the server's own words
    assert "Accepted does not mean received" in text
    assert "delivered" not in text.lower()


def test_it_speaks_the_language_in_use(
    service: Service, server: MailServer, document: dict[str, Any]
) -> None:
    server.passwords = set()
    english = written(service, document)
    texts.use("fr")
    french = written(service, document)
    assert english.splitlines()[0] != french.splitlines()[0]
    assert "535 5.7.8" in french


@pytest.mark.parametrize("settings", [None, {"sender": "nobody", "authentication": {}}])
def test_refused_input_is_named_by_field(service: Service, settings: object) -> None:
    result = service.apply(Given(settings, None), "nobody", Watch())
    text = report.text(result, None)
    for problem in result.errors:
        assert problem.title() in text
