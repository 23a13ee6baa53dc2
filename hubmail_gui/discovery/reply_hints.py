"""Another sender or user name, where the server's own reply says so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hubmail_gui.core.outcome import Fault, Suggestion

_ADDRESS = r"<?([A-Za-z0-9._%+=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>?"
# Postfix: reject_sender_login_mismatch names the account that is logged in.
_OWNED = re.compile(rf"not owned by user {_ADDRESS}", re.IGNORECASE)
_MUST_BE = re.compile(
    rf"(?:sender|from|mail from)(?: address)? (?:must be|should be|has to be|allowed is) {_ADDRESS}",
    re.IGNORECASE,
)
_MUST_MATCH = re.compile(
    r"(?:sender|from|mail from)[^.]{0,40} must (?:match|be the same as|equal)"
    r"[^.]{0,40}(?:authenticated|authorization|authorized|login|user)",
    re.IGNORECASE,
)
_WHOLE_ADDRESS = re.compile(
    r"(?:user ?name|login)[^.]{0,40} (?:must be|should be|has to be|is|use)[^.]{0,30}"
    r"(?:full|complete|whole|entire) e-?mail",
    re.IGNORECASE,
)
_SENDER_CODES = frozenset({"smtp.sender.not_allowed", "smtp.sender.rejected"})
_LONGEST_REPLY = 2000


def by_reply(fault: Fault, sender: str, username: str | None) -> Suggestion | None:
    """Another sender or user name, where the server's reply says so itself."""
    reply = " ".join((fault.reply or "")[:_LONGEST_REPLY].split())
    if fault.code in _SENDER_CODES:
        found = _first(reply, (_OWNED, _MUST_BE))
        if found is None and _MUST_MATCH.search(reply) and username and "@" in username:
            found = username
        if found is not None and found.lower() != sender.lower():
            return Suggestion({"sender": found}, "sender", {"sender": found})
    short = fault.code == "smtp.auth.rejected" and username and "@" not in username
    if short and _WHOLE_ADDRESS.search(reply):
        change = {"authentication": {"username": sender}}
        return Suggestion(change, "username", {"username": sender})
    return None


def _first(reply: str, patterns: Iterable[re.Pattern[str]]) -> str | None:
    for pattern in patterns:
        if match := pattern.search(reply):
            return match[1]
    return None
