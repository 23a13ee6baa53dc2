"""The last test of the stored settings: kept as JSON, told again in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubmail_gui.core.outcome import Fault
from hubmail_gui.service.result import Result, fault_json, result_json, warning_json
from hubmail_gui.store import Store

Json = dict[str, Any]


def keep(store: Store, result: Result, who: str) -> None:
    """Remember ``result`` as the last test, without its transcript."""
    store.keep_result({**result_json(result, transcript=False), "who": who})


def in_language(kept: Mapping[str, Any] | None) -> Json | None:
    """A kept result with the words of its faults in the language in use."""
    if kept is None:
        return None
    failure = kept.get("failure")
    return {
        **kept,
        "failure": fault_json(_fault(failure)) if failure else None,
        "warnings": [warning_json(_fault(one)) for one in kept.get("warnings") or ()],
    }


def _fault(kept: Mapping[str, Any]) -> Fault:
    return Fault(
        str(kept["code"]),
        kept.get("temporary"),
        kept.get("reply"),
        dict(kept.get("params") or {}),
        kept.get("field"),
    )


def received(store: Store, code: str) -> float | None:
    """Seconds from "accepted" to now if ``code`` is the last mail's, which is then remembered."""
    from datetime import datetime

    kept = store.result()
    if not kept or not code or kept.get("receipt_code") != code:
        return None
    if kept.get("received_after") is not None:
        return float(kept["received_after"])
    accepted = datetime.fromisoformat(kept["at"])
    seconds = max(0.0, (datetime.now().astimezone() - accepted).total_seconds())
    store.keep_result({**kept, "received_after": round(seconds, 1)})
    return seconds
