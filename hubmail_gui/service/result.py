"""What Save, Test and Restore came to, and how it is written as JSON (contract section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Attempt, Claim, Fault, Line, Suggestion
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.steps import Step, StepReport

Json = dict[str, Any]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Result(NamedTuple):
    """The whole result of one action, for the window, the terminal and the JSON alike.

    Attributes:
        saved: the settings in question are in the file now.
        changed: the file changed by this action, or would change by it.
        fields: the names of the settings that did, or would.
        revision: of the stored settings; None when nothing is stored.
        recipient: the address the test mail went, or would have gone, to.
        server: who accepted or refused it, as a sentence names it (``smtp.example.com``).
        route: ``smtp`` or ``graph``; None when the settings could not be read.
        refused: recipients that were refused while others were accepted, with the reply to each.
        errors: what is wrong with the input; then nothing was done.
        receipt_code: the six digits in the mail; None when no mail was accepted.
        at: RFC 3339 local time with offset at which it ended.
    """

    saved: bool = False
    changed: bool = False
    fields: tuple[str, ...] = ()
    revision: int | None = None
    recipient: str | None = None
    server: str | None = None
    route: str | None = None
    steps: tuple[StepReport, ...] = ()
    failure: Fault | None = None
    warnings: tuple[Fault, ...] = ()
    errors: tuple[Problem, ...] = ()
    message_id: str | None = None
    reply: str | None = None
    receipt_code: str | None = None
    transcript: tuple[Line, ...] = ()
    claims: tuple[Claim, ...] = ()
    refused: Mapping[str, str] = _NOTHING
    at: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was asked for was done; a test mail was accepted if one was due."""
        return self.failure is None

    @staticmethod
    def attempt_values(attempt: Attempt) -> dict[str, Any]:
        """The parts of a result that come from a sending, as arguments."""
        return {
            "steps": attempt.steps,
            "failure": attempt.fault,
            "warnings": attempt.warnings,
            "reply": attempt.reply,
            "transcript": attempt.transcript,
            "claims": attempt.claims,
            "refused": attempt.refused,
        }


def fault_json(fault: Fault | None) -> Json | None:
    """A fault with its words in the language in use; None stays None."""
    if fault is None:
        return None
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(fault.code, texts.language(), fault.params)
    return {
        "code": fault.code,
        "field": fault.field or words.field,
        "actor": words.actor,
        "temporary": words.temporary if fault.temporary is None else fault.temporary,
        "title": words.title,
        "cause": words.cause,
        "remedy": "\n".join(words.remedy),
        "tell": words.tell,
        "reply": fault.reply,
        "params": dict(fault.params),
        "chain": [one._asdict() for one in fault.chain],
        "seen": [one._asdict() for one in fault.seen],
        "suggestion": _suggestion_json(fault.suggestion),
    }


def _suggestion_json(suggestion: Suggestion | None) -> Json | None:
    if suggestion is None:
        return None
    from hubmail_gui.service import suggestions

    return {
        "settings": dict(suggestion.settings),
        "why": suggestions.why(suggestion),
        "reason": suggestion.reason,
        "params": dict(suggestion.params),
    }


def warning_json(fault: Fault) -> Json:
    """A warning with its sentence in the language in use."""
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(fault.code, texts.language(), fault.params)
    return {"code": fault.code, "title": words.title, "params": dict(fault.params)}


def problem_json(problem: Problem) -> Json:
    """A problem of the input with its sentence in the language in use."""
    return {"field": problem.field, "code": problem.code, "title": problem.title()}


def step_json(report: StepReport) -> Json:
    """A step of the ladder."""
    return {
        "name": report.step.value,
        "state": report.state.value,
        "elapsed_ms": round(report.elapsed_ms, 1),
        "detail": report.detail,
    }


def result_json(result: Result, *, transcript: bool = True) -> Json:
    """The object of contract section 5; every key is there, null or empty where it says nothing."""
    order = list(Step)
    steps = sorted(result.steps, key=lambda report: order.index(report.step))
    lines = [
        {"at_ms": round(line.at_ms, 1), "from": line.source, "text": line.text}
        for line in result.transcript
    ]
    document = {
        "ok": result.ok,
        "saved": result.saved,
        "changed": result.changed,
        "fields": list(result.fields),
        "revision": result.revision,
        "recipient": result.recipient,
        "server": result.server,
        "route": result.route,
        "at": result.at or None,
        "steps": [step_json(report) for report in steps],
        "failure": fault_json(result.failure),
        "warnings": [warning_json(fault) for fault in result.warnings],
        "errors": [problem_json(problem) for problem in result.errors],
        "message_id": result.message_id,
        "reply": result.reply,
        "refused": dict(result.refused),
        "receipt_code": result.receipt_code,
        "claims": [
            {"name": claim.name, "value": claim.value, "state": claim.state}
            for claim in result.claims
        ],
    }
    return {**document, "transcript": lines} if transcript else document
