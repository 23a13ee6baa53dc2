"""``hubmail history``: who changed, tested or restored what, when, with which result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.cli.terminal import dump_list
from hubmail_gui.core.texts import _
from hubmail_gui.service import past

if TYPE_CHECKING:
    import argparse


def takes(options: argparse.ArgumentParser) -> None:
    """What this command takes."""
    options.add_argument(
        "--csv", action="store_true", help=_("print it for a spreadsheet (RFC 4180)")
    )


def run(context: Context) -> int:
    """Print the history, oldest first."""
    context.require_administrator()
    entries = context.configuration().history()
    if context.arguments.csv and not context.json:
        from hubmail_gui.service import past

        for row in past.csv_rows(entries):
            output.say(row)
        return exits.OK
    if context.json:
        return exits.status(dump_list("history", map(_told, entries), {"failure": None}))
    for entry in entries:
        output.say(_line(entry))
    return exits.OK


_KEYS = ("at", "who", "action", "revision", "fields", "ok", "code")


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What other programs rely on; values before and after are for people (``--csv``)."""
    return {key: entry[key] for key in _KEYS}


def _line(entry: Mapping[str, Any]) -> str:
    words = past.action(entry)
    result = entry["code"] or "ok"
    revision = entry["revision"] or "-"
    fields = ", ".join(entry["fields"])
    return f"{entry['at']}  {entry['who']}  {words}  #{revision}  {result}  {fields}".rstrip()
