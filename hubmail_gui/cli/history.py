"""``hubmail history``: who changed, tested or restored what, when, with which result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.terminal import dump_list
from hubmail_gui.core.texts import N_, _

ACTIONS = {
    "changed": N_("changed"),
    "tested": N_("tested"),
    "restored": N_("restored"),
    "received": N_("received"),
    "scoped": N_("scope proved"),
    "trusted": N_("trusted"),
}


def run(context: Context) -> int:
    """Print the history, oldest first."""
    context.require_administrator()
    entries = context.configuration().history()
    if context.json:
        dump_list("history", entries, {"failure": None})
        return exits.OK
    for entry in entries:
        output.say(_line(entry))
    return exits.OK


def _line(entry: Mapping[str, Any]) -> str:
    action = str(entry["action"])
    words = _(ACTIONS[action]) if action in ACTIONS else action
    result = entry["code"] or "ok"
    revision = entry["revision"] or "-"
    fields = ", ".join(entry["fields"])
    return f"{entry['at']}  {entry['who']}  {words}  #{revision}  {result}  {fields}".rstrip()
