"""An access token and the answer that grants it (RFC 6749 section 5.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from hubmail_gui.core.texts import _

if TYPE_CHECKING:
    from hubmail_gui.delivery.web import Answer


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, which is never written to a file.

    Attributes:
        seconds: how long it is valid.
    """

    value: str = field(repr=False)
    seconds: int

    def validity(self) -> str:
        """One line about it, for people."""
        return _("valid for {minutes} minutes").format(minutes=self.seconds // 60)


class Wallet(Protocol):
    """Where a token stays between two mails; whatever it cannot do, it does without a word."""

    def get(self) -> Token | None:
        """A token that is good for a while yet; None: a new one is needed."""

    def put(self, token: Token) -> None:
        """Keep ``token`` until shortly before its end."""

    def forget(self) -> None:
        """The token was refused."""


def document(answer: Answer) -> dict[str, Any]:
    """The JSON object that an answer holds; an empty one when it holds none."""
    try:
        found = json.loads(answer.text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def granted(answer: Answer) -> Token | None:
    """The token in a successful answer; None when there is none that can be used."""
    found = document(answer) if answer.status == 200 else {}
    value = found.get("access_token")
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        return None
    try:
        return Token(value, int(found.get("expires_in") or 0))
    except (TypeError, ValueError, OverflowError):
        return None
