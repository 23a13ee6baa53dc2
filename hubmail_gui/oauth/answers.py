"""A service's answers, and their absence, as faults with the service's own words and ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.seen import Seen
from hubmail_gui.delivery import web_faults
from hubmail_gui.diagnosis.cloud_rules import classify_cloud

if TYPE_CHECKING:
    from hubmail_gui.core.facts import CloudFact

_IDS = ("correlation_id", "trace_id", "request_id", "client_request_id", "timestamp", "date")
_TOKEN = re.compile(r'"(?:access|id|refresh)_token"')


def before_tokens(text: str) -> str:
    """``text`` up to the first token in it: what follows in a broken answer may be one."""
    return _TOKEN.split(text, maxsplit=1)[0]


def cloud_fault(fact: CloudFact, known: Mapping[str, str]) -> Fault:
    """The fault that an answer means; its reply always carries the ids that support asks for.

    Args:
        fact: the answer.
        known: what the fault's words may name besides: the host, and the request's own id, which
            counts where the answer gives none.
    """
    verdict = classify_cloud(fact)
    params = {**known, **verdict.params}
    if fact.stage == "token":
        params["saw"] = Seen.SECRET_ANSWERED.value
    if not (params.get("timestamp") or params.get("date")):
        params["date"] = _now()
    shown = {name: params[name] for name in _IDS if params.get(name)}
    if shown.get("client_request_id") in (shown.get("correlation_id"), shown.get("request_id")):
        shown.pop("client_request_id", None)
    if "timestamp" in shown:
        shown.pop("date", None)
    ids = [f"{name.replace('_', '-')} {value}" for name, value in shown.items()]
    words = params.get("service_text") or ""
    parts = [f"HTTP {fact.status}", words, *ids]
    return Fault(
        verdict.code, verdict.temporary, " · ".join(part for part in parts if part), params
    )


def unanswered(fault: Fault, *, unreachable: str, not_http: str) -> Fault:
    """A fault on the way to a service, named for the service that it keeps away.

    What TLS or a proxy does is the same for every service and keeps its name.

    Args:
        fault: what kept the service from answering.
        unreachable: the code for its absence.
        not_http: the code for something else that answers in its place.
    """
    if not fault.code.startswith("network.") or fault.code == "network.proxy":
        return fault
    if fault.code == web_faults.NOT_HTTP:
        return fault._replace(code=not_http)
    return fault._replace(code=unreachable, params={**fault.params, "cause": fault.code})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
