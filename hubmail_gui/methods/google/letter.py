"""The letter to the Google Workspace administrator, made from what is typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.core import letters
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.texts import N_, _
from hubmail_gui.methods.google import key
from hubmail_gui.methods.google.addresses import SCOPES
from hubmail_gui.methods.google.settings import Route

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.schema import Document

_SENDER = N_("<sender's address>")
_CLIENT = N_("<client ID: the number under client_id in the key file>")
_ACCOUNT = N_("<service account's address: client_email in the key file>")


def letter(document: Document, secret: str | None = None) -> Letter:
    """The letter in the language in use; the key file gives the service account's public names."""
    given = letters.values(document)
    try:
        account = key.parse(secret) if secret else None
    except ProblemError:
        account = None
    route = Route.GMAIL if given.get("route") == Route.GMAIL else Route.SMTP
    known = {
        "sender": given.get("sender") or _(_SENDER),
        "client": letters.line(account.client_id if account else "") or _(_CLIENT),
        "account": letters.line(account.email if account else "") or _(_ACCOUNT),
        "scope": SCOPES[route],
    }
    return letters.fill(f"google-{route.value}", known)
