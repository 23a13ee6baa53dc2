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

# Single quotes by PowerShell's reckoning: ' and U+2018 to U+201B.
_QUOTES = "'\u2018\u2019\u201a\u201b"


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
    known = {key: _line(values.get(key, "")) or _(blank) for key, blank in _UNKNOWN.items()}
    sender = known["sender"]
    # A filter of Exchange's has quotes of its own inside those of PowerShell.
    wanted = "PrimarySmtpAddress -eq '{}'".format(sender.replace("'", "''"))
    return template.format(
        **known,
        sender_quoted=quoted(sender),
        application_quoted=quoted(known["application_id"]),
        filter_quoted=quoted(wanted),
    )


def quoted(text: str) -> str:
    """``text`` as a PowerShell string in which nothing is run or replaced (about_Quoting_Rules).

    PowerShell takes typographic quotes for plain ones, so each of them is doubled.
    """
    return "'" + "".join(one * 2 if one in _QUOTES else one for one in text) + "'"


def _line(text: str) -> str:
    # A line break would begin a command of its own.
    return "".join(one if one.isprintable() else " " for one in text).strip()
