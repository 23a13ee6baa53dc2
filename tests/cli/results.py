"""What every result of the commands must hold (`docs/interface.md`)."""

from __future__ import annotations

import json
from typing import Any

RESULT = {
    "ok", "saved", "changed", "revision", "recipient", "route", "steps", "failure", "warnings",
    "errors", "message_id", "reply", "receipt_code", "transcript",
}  # fmt: skip
STEP = {"name", "state", "elapsed_ms", "detail"}
FAILURE = {
    "code", "field", "actor", "temporary", "title", "remedy", "reply", "chain", "seen", "suggestion",
}  # fmt: skip
CERTIFICATE = {"subject", "issuer", "not_before", "not_after", "sha256"}
ACTORS = {"you", "mail-admin", "entra-admin", "exchange-admin", "network", "recipient"}
LISTS = ("steps", "warnings", "errors", "transcript")
SMTP_STEPS = ["resolve", "connect", "greet", "encrypt", "authenticate", "send"]


def check_result(document: dict[str, Any], *, transcript: bool = True) -> None:
    """Every key of the contract is there, with a value of its type."""
    assert document.keys() >= (RESULT if transcript else RESULT - {"transcript"})
    for key in ("ok", "saved", "changed"):
        assert type(document[key]) is bool
    for key in LISTS if transcript else LISTS[:-1]:
        assert isinstance(document[key], list)
    for step in document["steps"]:
        assert step.keys() >= STEP
        assert step["state"] in {"ok", "failed", "skipped", "cancelled"}
        assert isinstance(step["elapsed_ms"], float | int)
        assert "\n" not in step["detail"]
    for warning in document["warnings"]:
        assert warning.keys() >= {"code", "title"}
    for error in document["errors"]:
        assert error.keys() >= {"field", "code", "title"}
    for line in document.get("transcript", []):
        assert line.keys() >= {"at_ms", "from", "text"}
        assert line["from"] in {"client", "server", "note"}
    assert document["ok"] is (document["failure"] is None)
    check_failure(document["failure"])
    assert json.dumps(document)


def check_failure(failure: dict[str, Any] | None) -> None:
    """A failure says what, who, and what to do."""
    if failure is None:
        return
    assert failure.keys() >= FAILURE
    assert failure["actor"] in ACTORS
    assert type(failure["temporary"]) is bool
    assert failure["title"]
    assert isinstance(failure["remedy"], str)
    assert failure["remedy"]
    assert failure["reply"] is None or failure["reply"]
    assert failure["field"] is None or failure["field"]
    for certificate in failure["chain"]:
        assert certificate.keys() == CERTIFICATE
    for seen in failure["seen"]:
        assert seen.keys() == {"host", "port", "encryption", "code"}
    if failure["suggestion"] is not None:
        assert failure["suggestion"].keys() >= {"settings", "why"}
        assert failure["suggestion"]["settings"]
        assert failure["suggestion"]["why"]
