"""The letter to whoever runs the mail server, made from what is typed so far."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from hubmail_gui.core import letters
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.core.letters import Letter
    from hubmail_gui.core.schema import Document

_UNKNOWN = {
    "sender": N_("<sender's address>"),
    "host": N_("<SMTP host>"),
    "port": N_("<port>"),
    "username": N_("<username>"),
}
_ENCRYPTION = {
    Encryption.STARTTLS: N_("STARTTLS, required"),
    Encryption.TLS: N_("TLS from the first byte"),
    Encryption.NONE: N_("none"),
}


def letter(document: Document, _secret: str | None = None) -> Letter:
    """The letter in the language in use, with a blank to be filled in for what is missing."""
    given = letters.values(document)
    known = {key: given.get(key) or _(blank) for key, blank in _UNKNOWN.items()}
    kind = given.get("encryption", "")
    asked = _ENCRYPTION.get(Encryption(kind)) if kind in list(Encryption) else None
    known["encryption"] = _(asked or _ENCRYPTION[Encryption.STARTTLS])
    known["computer"] = given.get("ehlo_name") or _computer()
    inner = document.get("authentication")
    login = not isinstance(inner, dict) or inner.get("smtp_authentication") is not False
    return letters.fill("password" if login else "relay", known)


def _computer() -> str:
    return letters.line(socket.gethostname())
