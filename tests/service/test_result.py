"""A result is the same value after it was written as JSON and read again; earlier files can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.core.outcome import Attempt, Claim, Fault, Line, Presented, Seen, Suggestion
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.diagnosis import catalogue
from hubmail_gui.service import record
from hubmail_gui.service.result import Result, failed, read_result, result_json

KEPT = sorted((Path(__file__).parent / "kept").iterdir())

words = st.text(max_size=20)
texts = st.dictionaries(words, words, max_size=3)
codes = st.sampled_from(sorted(entry.code for entry in catalogue.entries()))
# What the JSON says for a fault that does not say it is the catalogue's: it is read back as said.
faults = st.builds(
    Fault,
    code=codes,
    temporary=st.booleans(),
    reply=st.none() | words,
    params=texts,
    field=words.filter(bool),
    chain=st.lists(st.builds(Presented, words, words, words, words, words), max_size=2).map(tuple),
    seen=st.lists(st.builds(Seen, words, st.integers(0, 65535), words, words), max_size=2).map(
        tuple
    ),
    suggestion=st.none()
    | st.builds(
        Suggestion,
        settings=st.just({"authentication": {"port": 587}}),
        reason=st.just("port"),
        params=st.fixed_dictionaries({"host": words, "port": words}),
    ),
)
warnings = st.builds(lambda code, params: Fault(code, params=params), codes, texts)
steps = st.lists(
    st.builds(
        StepReport,
        step=st.sampled_from(Step),
        state=st.sampled_from(StepState),
        # Milliseconds are kept to a tenth.
        elapsed_ms=st.integers(0, 600_000).map(lambda tenths: round(tenths / 10, 1)),
        detail=words,
    ),
    unique_by=lambda report: report.step,
    max_size=len(Step),
).map(lambda found: tuple(sorted(found, key=lambda report: list(Step).index(report.step))))
results = st.builds(
    Result,
    saved=st.booleans(),
    changed=st.booleans(),
    fields=st.lists(words, max_size=3).map(tuple),
    revision=st.none() | st.integers(0, 99),
    recipient=st.none() | words,
    server=st.none() | words,
    route=st.sampled_from(["smtp", "graph", None]),
    attempt=st.builds(
        Attempt,
        steps=steps,
        fault=st.none() | faults,
        warnings=st.lists(warnings, max_size=2).map(tuple),
        reply=st.none() | words,
        refused=texts,
        transcript=st.lists(
            st.builds(Line, st.integers(0, 99_999).map(float), words, words), max_size=3
        ).map(tuple),
        claims=st.lists(st.builds(Claim, words, words, words), max_size=2).map(tuple),
    ),
    errors=st.just(()),
    message_id=st.none() | words,
    receipt_code=st.none() | words,
    at=words,
)


@given(results)
def test_what_is_kept_is_read_back(result: Result) -> None:
    written = json.loads(json.dumps(result_json(result)))
    assert read_result(written) == result


@given(results, words, words, st.none() | st.integers(-99, 9999).map(float))
def test_so_is_who_tested_and_when_the_mail_arrived(
    result: Result, who: str, at: str, seconds: float | None
) -> None:
    kept = record.Kept(result, who, at, seconds)
    assert record.read(json.loads(json.dumps(record.kept_json(kept, transcript=True)))) == kept


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_an_earlier_version_kept_means_the_same(path: Path) -> None:
    before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    kept = record.read(before)
    assert kept is not None
    after = record.kept_json(kept)
    for key, value in before.items():
        if key == "failure" and value is not None:
            # Its words may have been improved; what happened has not.
            for said in ("code", "field", "actor", "temporary", "reply", "params"):
                assert after[key][said] == value[said]
        elif key != "warnings":
            assert after[key] == value
    assert [one["code"] for one in after["warnings"]] == [one["code"] for one in before["warnings"]]


@pytest.mark.parametrize(
    "change",
    [
        {"failure": "smtp.refused"},
        {"failure": {"code": "no.such"}},
        {
            "failure": {
                "code": "smtp.refused",
                "suggestion": {"settings": {}, "reason": "none", "params": {}},
            }
        },
        {"warnings": [{"code": "no.such"}]},
        {"failure": {"code": "smtp.refused", "params": ["host"]}},
        {"warnings": None},
        {"warnings": [{}]},
        {"steps": [{"name": "guess", "state": "ok", "elapsed_ms": 1, "detail": ""}]},
        {"steps": [{"name": "send", "state": "ok", "elapsed_ms": "long", "detail": ""}]},
        {"received_after": "soon"},
        {"claims": [{"name": "role"}]},
    ],
    ids=str,
)
def test_what_somebody_has_damaged_counts_as_no_test(change: dict[str, object]) -> None:
    kept = record.kept_json(record.Kept(failed(Fault("smtp.refused"), "2026-11-24T09:12:44+01:00")))
    assert record.read(kept) is not None
    assert record.read({**kept, **change}) is None


def test_nothing_kept_is_no_test() -> None:
    assert record.read(None) is None


def test_times_are_written_to_a_tenth_and_steps_in_their_order() -> None:
    attempt = Attempt(
        steps=(
            StepReport(Step.SEND, StepState.OK, 12.345),
            StepReport(Step.RESOLVE, StepState.OK, 0.06, "127.0.0.1"),
        ),
        transcript=(Line(1.2345, "client", "QUIT"),),
    )
    written = result_json(Result(attempt=attempt))
    assert [(one["name"], one["elapsed_ms"]) for one in written["steps"]] == [
        ("resolve", 0.1),
        ("send", 12.3),
    ]
    assert written["transcript"] == [{"at_ms": 1.2, "from": "client", "text": "QUIT"}]


def test_a_failure_and_its_errors_stand_in_the_json() -> None:
    problem = Problem("host", "field.required")
    result = failed(Fault("settings.invalid", params={"count": "1"}), errors=(problem,))
    written = result_json(result)
    assert not result.ok
    assert written["ok"] is False
    assert written["failure"]["code"] == "settings.invalid"
    assert written["errors"] == [
        {"field": "host", "code": "field.required", "title": problem.title()}
    ]
    assert written["at"] is None


def test_warnings_come_after_those_of_the_sending() -> None:
    result = Result(attempt=Attempt(warnings=(Fault("tls.none"),), reply="250 Ok"))
    warned = result.warned(Fault("secret.expired"), Fault("settings.unwritable"))
    assert [one.code for one in warned.attempt.warnings] == [
        "tls.none",
        "secret.expired",
        "settings.unwritable",
    ]
    assert warned.attempt.reply == "250 Ok"
    assert result.warned() == result
