"""What Save, Test and Restore came to; written as JSON, and read again when it was kept.

The JSON is what other programs rely on: `docs/interface.md` lists its keys. What is kept of a test is the
same object, so that ``read(write(result))`` gives the result back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from hubmail_gui.core import texts
from hubmail_gui.core.outcome import Attempt, Claim, Fault, Line, Presented, Seen, Suggestion
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.steps import Step, StepReport, StepState

Json = dict[str, Any]

_NOTHING_SENT = Attempt()


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
        attempt: the sending; where it did not come to one, only the fault that was in its way.
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
    attempt: Attempt = _NOTHING_SENT
    errors: tuple[Problem, ...] = ()
    message_id: str | None = None
    receipt_code: str | None = None
    at: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was asked for was done; a test mail was accepted if one was due."""
        return self.attempt.fault is None

    @property
    def failure(self) -> Fault | None:
        """Why it was not done."""
        return self.attempt.fault

    def ended_by(self, fault: Fault) -> Result:
        """The same, but for what kept from being done what was to come after it."""
        return self._replace(attempt=self.attempt._replace(fault=fault))

    def warned(self, *warnings: Fault) -> Result:
        """The same, with ``warnings`` after those of the sending."""
        attempt = self.attempt
        return self._replace(attempt=attempt._replace(warnings=(*attempt.warnings, *warnings)))


def failed(fault: Fault, at: str = "", errors: tuple[Problem, ...] = ()) -> Result:
    """The result of an action that ended with ``fault`` before anything was sent."""
    return Result(attempt=Attempt(fault=fault), errors=errors, at=at)


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
    from hubmail_gui.service import verdict

    return {
        "settings": dict(suggestion.settings),
        "why": verdict.why(suggestion),
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
    """The object of ``--json``; every key is there, null or empty where it says nothing."""
    attempt = result.attempt
    order = list(Step)
    steps = sorted(attempt.steps, key=lambda report: order.index(report.step))
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
        "failure": fault_json(attempt.fault),
        "warnings": [warning_json(fault) for fault in attempt.warnings],
        "errors": [problem_json(problem) for problem in result.errors],
        "message_id": result.message_id,
        "reply": attempt.reply,
        "refused": dict(attempt.refused),
        "receipt_code": result.receipt_code,
        "claims": [claim._asdict() for claim in attempt.claims],
    }
    if transcript:
        document["transcript"] = [
            {"at_ms": round(line.at_ms, 1), "from": line.source, "text": line.text}
            for line in attempt.transcript
        ]
    return document


def read_result(kept: Mapping[str, Any]) -> Result:
    """The result that ``kept`` was written from, but for its errors.

    What earlier versions did not write yet is empty.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no such JSON.
    """
    failure = kept["failure"]
    return Result(
        saved=bool(kept.get("saved")),
        changed=bool(kept.get("changed")),
        fields=tuple(map(str, kept.get("fields") or ())),
        revision=_number(kept.get("revision")),
        recipient=_text(kept.get("recipient")),
        server=_text(kept.get("server")),
        route=_text(kept.get("route")),
        attempt=Attempt(
            steps=tuple(map(_read_step, kept.get("steps") or ())),
            fault=read_fault(failure) if failure else None,
            warnings=tuple(map(read_fault, kept["warnings"])),
            reply=_text(kept.get("reply")),
            refused=_texts(kept.get("refused")),
            claims=tuple(Claim(**one) for one in kept.get("claims") or ()),
            transcript=tuple(map(_read_line, kept.get("transcript") or ())),
        ),
        message_id=_text(kept.get("message_id")),
        receipt_code=_text(kept.get("receipt_code")),
        at=_text(kept["at"]) or "",
    )


def _read_line(kept: Mapping[str, Any]) -> Line:
    return Line(float(kept["at_ms"]), str(kept["from"]), str(kept["text"]))


def read_fault(kept: Mapping[str, Any]) -> Fault:
    """The fault that was written as ``kept``, a failure or a warning.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no such JSON, or a code that only a
            later version knows.
    """
    from hubmail_gui.diagnosis import catalogue

    temporary = kept.get("temporary")
    suggestion = kept.get("suggestion")
    return Fault(
        catalogue.entry(kept["code"]).code,
        None if temporary is None else bool(temporary),
        _text(kept.get("reply")),
        _texts(kept.get("params")),
        _text(kept.get("field")),
        tuple(Presented(**one) for one in kept.get("chain") or ()),
        tuple(Seen(**one) for one in kept.get("seen") or ()),
        _read_suggestion(suggestion) if suggestion else None,
    )


def _read_suggestion(kept: Mapping[str, Any]) -> Suggestion:
    from hubmail_gui.service import verdict

    read = Suggestion(dict(kept["settings"]), str(kept["reason"]), _texts(kept["params"]))
    verdict.why(read)  # a reason that only a later version knows could not be told
    return read


def _read_step(kept: Mapping[str, Any]) -> StepReport:
    state = StepState(kept["state"])
    return StepReport(Step(kept["name"]), state, float(kept["elapsed_ms"]), str(kept["detail"]))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: Mapping[str, object] | None) -> dict[str, str]:
    return {str(key): str(one) for key, one in (value or {}).items()}
