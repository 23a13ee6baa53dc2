"""``hubmail show --prometheus``: what monitoring wants to know, for node exporter's text files.

The format is Prometheus' text exposition format 0.0.4: ``# HELP``, ``# TYPE``, then the values.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.service import expiry

if TYPE_CHECKING:
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.service.record import Kept


class Metric(NamedTuple):
    """One value.

    Attributes:
        name: as Prometheus calls it.
        told: what it means, in one line of English: these texts are for machines.
        value: a number; None: not known, and so not told.
    """

    name: str
    told: str
    value: float | None


def labels(stored: Stored) -> dict[str, str]:
    """What tells one configuration from another: no address, no host, no secret."""
    method = methods.of(stored.settings)
    return {"route": method.kind(stored.settings), "type": stored.settings.type}


def metrics(stored: Stored, last: Kept | None) -> list[Metric]:
    """The values for ``stored`` after the ``last`` test; those that are known."""
    tested = last is not None and last.result.revision == stored.revision
    at = _seconds(last.result.at) if last is not None and tested else None
    found = (
        Metric("hubmail_last_test_success",
               "Whether the stored settings passed their last test (0 without one).",
               float(last is not None and tested and last.result.ok)),
        Metric("hubmail_last_test_timestamp_seconds",
               "When the stored settings were tested last, in seconds since 1970.", at),
        Metric("hubmail_secret_expiry_days",
               "Whole days until the secret or certificate ends, negative once it has.",
               expiry.days_left(stored.settings)),
    )  # fmt: skip
    return [one for one in found if one.value is not None]


def exposition(known: list[Metric], labelled: dict[str, str]) -> str:
    """``known`` as text, without the line end of the last line."""
    shown = ",".join(f'{name}="{_escaped(value)}"' for name, value in sorted(labelled.items()))
    lines = []
    for one in known:
        lines += [f"# HELP {one.name} {one.told}", f"# TYPE {one.name} gauge"]
        lines.append(f"{one.name}{{{shown}}} {_number(one.value or 0.0)}")
    return "\n".join(lines)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _seconds(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None
