"""``hubmail schema``: the JSON Schema of the settings file."""

from __future__ import annotations

from hubmail_gui.cli import exits, output
from hubmail_gui.cli.context import Context
from hubmail_gui.service import file_schema


def run(_context: Context) -> int:
    """Print the schema; it is the same with and without ``--json``."""
    output.dump(file_schema.document())
    return exits.OK
