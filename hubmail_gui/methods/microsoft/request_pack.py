"""The letter to the Entra or Exchange administrator, made from what is typed so far."""

from __future__ import annotations

from collections.abc import Mapping

from hubmail_gui.core import resources, texts
from hubmail_gui.core.texts import N_, _
from hubmail_gui.methods.microsoft.settings import Route

_UNKNOWN = {
    "sender": N_("<sender's address>"),
    "application_id": N_("<application ID>"),
    "directory_id": N_("<directory ID>"),
}


def text(values: Mapping[str, str], route: Route) -> str:
    """The letter in the language in use, with the commands to grant, check and undo.

    Args:
        values: ``sender``, ``application_id`` and ``directory_id``; what is missing gets a blank
            to be filled in.
        route: Graph and SMTP need different permissions.
    """
    name = f"requests/{route.value}.{texts.language()}.txt"
    with open(resources.path(name), encoding="utf-8") as file:
        template = file.read()
    known = {key: values.get(key) or _(blank) for key, blank in _UNKNOWN.items()}
    # Inside PowerShell's filter the address stands in single quotes, which are doubled there.
    quoted = known["sender"].replace("'", "''")
    return template.format(**known, sender_quoted=quoted)
