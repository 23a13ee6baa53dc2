"""The kept result of an earlier test, as a value again, for its report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.steps import Step, StepReport, StepState
from hubmail_gui.service.result import Result


def result(kept: Mapping[str, Any]) -> Result:
    """The result that ``kept``, its JSON without transcript, was written from."""
    failure = kept.get("failure")
    return Result(
        saved=bool(kept.get("saved")),
        changed=bool(kept.get("changed")),
        revision=kept.get("revision"),
        recipient=kept.get("recipient"),
        server=kept.get("server"),
        route=kept.get("route"),
        steps=tuple(_step(one) for one in kept.get("steps") or ()),
        failure=_fault(failure) if failure else None,
        warnings=tuple(_fault(one) for one in kept.get("warnings") or ()),
        message_id=kept.get("message_id"),
        reply=kept.get("reply"),
        receipt_code=kept.get("receipt_code"),
        at=str(kept.get("at") or ""),
    )


def _step(kept: Mapping[str, Any]) -> StepReport:
    state = StepState(kept["state"])
    return StepReport(Step(kept["name"]), state, float(kept["elapsed_ms"]), str(kept["detail"]))


def _fault(kept: Mapping[str, Any]) -> Fault:
    params = dict(kept.get("params") or {})
    return Fault(str(kept["code"]), kept.get("temporary"), kept.get("reply"), params)
