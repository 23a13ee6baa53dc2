"""The last test of the stored settings: kept as JSON, told again in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui.core.outcome import Fault, Presented, Seen, Suggestion
from hubmail_gui.store import Store

if TYPE_CHECKING:
    from hubmail_gui.service.result import Result

Json = dict[str, Any]


def keep(store: Store, result: Result, who: str) -> None:
    """Remember ``result`` as the last test, without its transcript.

    Somebody may have changed the settings meanwhile and tested theirs, which then counts.
    """
    from hubmail_gui.service.result import result_json

    stored = store.stored_document()
    if stored is not None and stored.get("revision", 0) != result.revision:
        return
    store.keep_result({**result_json(result, transcript=False), "who": who})


def in_language(kept: Mapping[str, Any] | None) -> Json | None:
    """A kept result with the words of its faults in the language in use; None if it is damaged."""
    if kept is None:
        return None
    from hubmail_gui.service.result import fault_json, warning_json

    try:
        failure = kept["failure"]
        return {
            **kept,
            "at": str(kept["at"]),
            "failure": fault_json(_fault(failure)) if failure else None,
            "warnings": [warning_json(_fault(one)) for one in kept["warnings"]],
        }
    except (KeyError, TypeError, ValueError):
        # It helps but decides nothing: settings whose last test cannot be read count as untested.
        return None


def _fault(kept: Mapping[str, Any]) -> Fault:
    return Fault(
        str(kept["code"]),
        kept.get("temporary"),
        kept.get("reply"),
        dict(kept.get("params") or {}),
        kept.get("field"),
        tuple(Presented(**one) for one in kept.get("chain") or ()),
        tuple(Seen(**one) for one in kept.get("seen") or ()),
        _suggestion(kept.get("suggestion")),
    )


def _suggestion(kept: Mapping[str, Any] | None) -> Suggestion | None:
    if not kept:
        return None
    return Suggestion(dict(kept["settings"]), str(kept["reason"]), dict(kept["params"]))


class Receipt(NamedTuple):
    """A test mail that arrived.

    Attributes:
        revision: of the settings that it was sent with.
        seconds: from its acceptance to the entering of its code.
        first: it was not entered before.
    """

    revision: int
    seconds: float
    first: bool


def received(store: Store, code: str) -> Receipt | None:
    """The receipt of the last test's mail, remembered, if ``code`` is its code; else None."""
    kept = in_language(store.result())
    # People copy it with blanks in it, as some mail programs show long numbers.
    code = "".join(code.split())
    if not kept or not code or kept.get("receipt_code") != code:
        return None
    if kept.get("received_after") is not None:
        return Receipt(kept["revision"], float(kept["received_after"]), first=False)
    from datetime import datetime

    try:
        accepted = datetime.fromisoformat(kept["at"])
    except ValueError:
        return None
    seconds = max(0.0, (datetime.now().astimezone() - accepted).total_seconds())
    store.keep_result({**kept, "received_after": round(seconds, 1)})
    return Receipt(kept["revision"], seconds, first=True)
