"""The last test's failure, kept as JSON, is the same when it is read again."""

from __future__ import annotations

import json
from typing import Any

from hubmail_gui.core import texts
from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, Presented, Seen, Suggestion
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import record
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
