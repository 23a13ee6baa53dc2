"""The letter to the Entra or Exchange administrator, made from what is typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core import letters
from hubmail_gui.core.texts import N_, _
from hubmail_gui.methods.microsoft.settings import Route

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.schema import Document

_UNKNOWN = {
    "sender": N_("<sender's address>"),
    "application_id": N_("<application ID>"),
    "directory_id": N_("<directory ID>"),
}

# Single quotes by PowerShell's reckoning: ' and U+2018 to U+201B.
_QUOTES = "'\u2018\u2019\u201a\u201b"


def letter(document: Document, _secret: str | None = None) -> Letter:
    """The letter in the language in use, with the commands to grant, check and undo.

    Graph and SMTP need different permissions. What is missing gets a blank to be filled in.
    """
    given = letters.values(document)
    known = {key: given.get(key) or _(blank) for key, blank in _UNKNOWN.items()}
    sender = known["sender"]
    # A filter of Exchange's has quotes of its own inside those of PowerShell.
    wanted = "PrimarySmtpAddress -eq '{}'".format(sender.replace("'", "''"))
    known |= {
        "sender_quoted": quoted(sender),
        "application_quoted": quoted(known["application_id"]),
        "filter_quoted": quoted(wanted),
    }
    route = Route.SMTP if given.get("route") == Route.SMTP else Route.GRAPH
    return letters.fill(f"microsoft-{route.value}", known)


def quoted(text: str) -> str:
    """``text`` as a PowerShell string in which nothing is run or replaced (about_Quoting_Rules).

    PowerShell takes typographic quotes for plain ones, so each of them is doubled.
    """
    return "'" + "".join(one * 2 if one in _QUOTES else one for one in text) + "'"
