"""Microsoft's answers as faults: the verdict, with Microsoft's own words and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    from hubmail_gui.core.facts import CloudFact

_IDS = ("correlation_id", "trace_id", "request_id", "timestamp", "date")


def cloud_fault(fact: CloudFact) -> Fault:
    """The fault that an answer means; its reply always carries the ids that support asks for."""
    from hubmail_gui.diagnosis.cloud import classify_cloud

    verdict = classify_cloud(fact)
    params = verdict.params
    ids = [f"{name.replace('_', '-')} {params[name]}" for name in _IDS if params.get(name)]
    words = params.get("service_text") or ""
    parts = [f"HTTP {fact.status}", words, *ids]
    return Fault(
        verdict.code, verdict.temporary, " · ".join(part for part in parts if part), params
    )
