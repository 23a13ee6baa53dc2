"""The last test's failure, kept as JSON, is the same when it is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, Line, Presented, Seen, Suggestion
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import record, report
from hubmail_gui.service.result import failed, result_json
from hubmail_gui.service.service import Service
from tests.cli.program import SECRET


def test_a_kept_suggestion_is_told_again_in_the_language_in_use() -> None:
    fault = Fault(
        "network.refused",
        params={"host": "mx.example.com", "port": "588"},
        chain=(Presented("CN=a", "CN=b", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "00"),),
        seen=(Seen("mx.example.com", 587, "starttls", "ok"),),
        suggestion=Suggestion(
            {"authentication": {"port": 587}}, "port", {"host": "mx.example.com", "port": "587"}
        ),
    )
    kept = json.loads(json.dumps(result_json(failed(fault, "2026-11-27T00:00:00+00:00"))))
    try:
        texts.use("fr")
        read = record.read(kept)
        told = record.kept_json(read) if read else None
    finally:
        texts.use("en")
    assert told is not None
    failure, before = told["failure"], kept["failure"]
    assert before["suggestion"]["why"] == "mx.example.com answers on port 587."
    assert failure["suggestion"]["why"] == "mx.example.com répond sur le port 587."
    assert failure["suggestion"]["settings"] == {"authentication": {"port": 587}}
    assert failure["seen"] == before["seen"]
    assert failure["chain"] == before["chain"]


def test_a_test_that_was_stopped_leaves_what_was_known(
    service: Service, document: dict[str, Any]
) -> None:
    service.changes.put(document, SECRET, Cancel())
    assert service.test_stored(None, "admin@example.com", Watch()).ok
    before = service.configuration.last_test()
    stopped = Cancel()
    stopped.request()
    result = service.test_stored(None, "admin@example.com", Watch(cancel=stopped))
    assert result.failure is not None
    assert result.failure.code == "cancelled"
    assert service.configuration.last_test() == before
    assert list(service.configuration.history())[-1]["code"] == "cancelled"


def test_where_nothing_was_known_it_is_what_is_known(
    service: Service, document: dict[str, Any]
) -> None:
    service.changes.put(document, SECRET, Cancel())
    stopped = Cancel()
    stopped.request()
    service.test_stored(None, "admin@example.com", Watch(cancel=stopped))
    last = service.configuration.last_test()
    assert last is not None
    assert last.result.failure is not None
    assert last.result.failure.code == "cancelled"


@pytest.mark.parametrize(("count", "width"), [(101, 1), (300, 9), (60, 1500), (5000, 700)])
def test_of_a_long_exchange_both_ends_are_kept_and_the_rest_is_counted(
    service: Service, document: dict[str, Any], count: int, width: int
) -> None:
    service.changes.put(document, SECRET, Cancel())
    result = service.test_stored(None, "admin@example.com", Watch())
    lines = tuple(Line(float(one), "server", f"{one:05d}" + "x" * width) for one in range(count))
    long = result._replace(attempt=result.attempt._replace(transcript=lines))
    record.put(service.configuration.store, record.Kept(long))
    last = service.configuration.last_test()
    assert last is not None
    kept = last.result.attempt.transcript
    (place,) = [place for place, line in enumerate(kept) if line.source == "note"]
    first, rest = kept[:place], kept[place + 1 :]
    assert len(kept) <= 100
    assert min(len(first), len(rest)) >= 7
    assert first == lines[: len(first)]
    assert rest == lines[count - len(rest) :]
    left_out = count - len(first) - len(rest)
    assert str(left_out) in kept[place].text
    # Received since: it is written again, and nothing more goes.
    record.put(service.configuration.store, last)
    assert service.configuration.last_test() == last
    assert f"{left_out} line" in report.text(last.result, None)


def test_what_fits_is_kept_whole(service: Service, document: dict[str, Any]) -> None:
    service.changes.put(document, SECRET, Cancel())
    result = service.test_stored(None, "admin@example.com", Watch())
    lines = tuple(Line(float(one), "server", "x" * 320) for one in range(100))
    long = result._replace(attempt=result.attempt._replace(transcript=lines))
    record.put(service.configuration.store, record.Kept(long))
    last = service.configuration.last_test()
    assert last is not None
    assert last.result.attempt.transcript == lines
