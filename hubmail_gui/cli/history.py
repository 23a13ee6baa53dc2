"""``hubmail history``: who changed, tested or restored what, when, with which result."""

from __future__ import annotations

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.core.texts import N_, _

ACTIONS = {
    "changed": N_("changed"),
    "tested": N_("tested"),
    "restored": N_("restored"),
    "received": N_("received"),
}


def run(context: Context) -> int:
    """Print the history, oldest first."""
    context.require_administrator()
    entries = list(context.service().store.history())
    if context.json:
        output.dump({"history": entries, "failure": None})
        return exits.OK
    for entry in entries:
        action = _(ACTIONS.get(entry["action"], entry["action"]))
        result = entry["code"] or "ok"
        fields = ", ".join(entry["fields"])
        revision = entry["revision"] or "-"
        output.say(
            f"{entry['at']}  {entry['who']}  {action}  #{revision}  {result}  {fields}".rstrip()
        )
    return exits.OK
