"""One verdict for terminal, report and window."""

from __future__ import annotations

import pytest

from hubmail_gui.core.outcome import Attempt, Fault
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import report
from hubmail_gui.service.result import Result, failed
from hubmail_gui.service.verdict import Kind, quoted, title, verdict

AT = "2026-11-24T14:02:11+00:00"
ACCEPTED = Result(
    recipient="claire@example.com",
    server="smtp.example.com",
    attempt=Attempt(steps=(StepReport(Step.SEND, StepState.OK),), reply="250 Ok"),
    receipt_code="042137",
    at=AT,
)
REJECTED = Fault(
    "smtp.auth.rejected", False, "535 No", {"host": "smtp.example.com", "username": "hub"}
)


def test_accepted() -> None:
    told = verdict(ACCEPTED)
    accepted, not_yet = told.sentences
    assert told.kind is Kind.ACCEPTED
    assert accepted.startswith("Accepted by smtp.example.com at ")
    assert accepted.endswith("(250 Ok).")
    assert "claire@example.com" in not_yet
    assert "042137" in not_yet
    assert (told.code, told.field, told.reply) == ("", "", "250 Ok")


def test_where_the_code_is_to_be_entered_it_is_not_given_away() -> None:
    assert not any("042137" in one for one in verdict(ACCEPTED, alone=False).sentences)


def test_a_server_that_said_nothing() -> None:
    silent = ACCEPTED._replace(attempt=ACCEPTED.attempt._replace(reply=None))
    assert "None" not in "".join(verdict(silent).sentences)
    assert "()" not in verdict(silent).sentences[0]


def test_nothing_to_do() -> None:
    told = verdict(Result(saved=True, at=AT))
    assert told.kind is Kind.UNCHANGED
    assert told.title == "Nothing has changed, and the last test of these settings passed."
    assert told.sentences == ()


def test_a_failure_has_the_catalogues_words() -> None:
    words = catalogue.words(REJECTED.code, "en", REJECTED.params)
    told = verdict(failed(REJECTED, AT))
    assert told.kind is Kind.FAILED
    assert told.title == words.title == title(REJECTED)
    assert told.sentences == (words.cause,)
    assert (told.who, told.remedy, told.tell) == (words.who, words.remedy, words.tell)
    assert (told.code, told.reply, told.field) == ("smtp.auth.rejected", "535 No", "password")
    assert verdict(failed(REJECTED._replace(field="username"))).field == "username"


@pytest.mark.parametrize(
    ("saved", "changed", "standing"),
    [
        (True, True, "Saved, but Hub cannot send mail for now."),
        (True, False, "Hub cannot send mail for now."),
        (False, False, ""),
        (False, True, ""),
    ],
)
def test_what_a_failure_means_for_hub(saved: bool, changed: bool, standing: str) -> None:
    result = failed(REJECTED)._replace(saved=saved, changed=changed)
    assert verdict(result).standing == standing


def test_cancelled() -> None:
    assert verdict(failed(Fault("cancelled"))).kind is Kind.STOPPED


def test_problems_name_their_field() -> None:
    host, other = Problem("host", "field.required"), Problem("", "field.required")
    result = failed(Fault("settings.invalid", params={"count": "2"}), errors=(host, other))
    assert verdict(result).problems == (f"host: {host.title()}", other.title())


def test_warnings_go_with_either() -> None:
    warning = Fault("tls.none", params={"host": "smtp.example.com"})
    assert verdict(ACCEPTED.warned(warning)).warnings == (title(warning),)
    assert verdict(failed(REJECTED).warned(warning)).warnings == (title(warning),)


@pytest.mark.parametrize("result", [ACCEPTED, failed(REJECTED, AT)], ids=["accepted", "rejected"])
def test_the_report_begins_with_it(result: Result) -> None:
    # Whoever copies it must not be given the code that the mail is to be known by.
    told = verdict(result, alone=False)
    lines = report.text(result, None).splitlines()
    first = [told.title, *told.sentences] if told.code else list(told.sentences)
    assert lines[: len(first)] == first


@pytest.mark.parametrize(
    ("code", "whose"),
    [("smtp.auth.rejected", "The server's own words"), ("graph.refused", "The server's own words"),
     ("settings.unwritable", "The system's message"), ("keyring.denied", "The system's message"),
     ("relay.address_in_use", "The system's message"), ("handover.no_answer", "The system's message")],
)  # fmt: skip
def test_what_no_server_said_is_not_called_so(code: str, whose: str) -> None:
    assert quoted(code) == whose
