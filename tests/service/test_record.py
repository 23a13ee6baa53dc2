"""The last test's failure, kept as JSON, is the same when it is read again."""

from __future__ import annotations

import json

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Fault, Presented, Seen, Suggestion
from hubmail_gui.service import record
from hubmail_gui.service.result import failed, result_json


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
