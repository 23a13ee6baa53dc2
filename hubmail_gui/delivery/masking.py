"""Keeping a secret out of everything that is shown, in whatever form it comes back."""

from __future__ import annotations

from binascii import b2a_base64
from urllib.parse import quote, quote_plus

HIDDEN = "********"

# Shorter pieces occur by chance, and hiding them everywhere would tell what they are.
_SHORTEST = 4


class Mask:
    """Replaces a secret, and what is made of it on the wire, by asterisks.

    What the program itself sends as a credential is never written down in the first place; this
    is for servers that echo it, plain, encoded for a URL, or in base64 at any offset.
    """

    def __init__(self, secret: str | None = None, username: str = "") -> None:
        self._forms: list[str] = []
        if secret:
            self.add(secret, username)

    def add(self, secret: str, username: str = "") -> None:
        """Hide this secret, too; ``username`` is who uses it to log in."""
        forms = {*self._forms, *_forms(secret, username)}
        # The longest first: what is left of a part would tell about the whole.
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """``text`` without the secret."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, HIDDEN)
        return text


def _forms(secret: str, username: str) -> set[str]:
    raw = secret.encode()
    messages = {
        _base64(message)
        for message in (
            raw,
            f"\0{username}\0{secret}".encode(),
            f"user={username}\1auth=Bearer {secret}\1\1".encode(),
        )
    }
    plain = {secret, quote(secret, safe=""), quote_plus(secret)} | _shifted(raw)
    # Servers that echo a command they do not know may do so in capitals.
    cased = {form for one in plain for form in (one, one.upper(), one.lower())}
    return messages | {form for form in cased if len(form) >= _SHORTEST}


def _shifted(raw: bytes) -> set[str]:
    """What base64 makes of ``raw`` in the middle of something longer, at each of three offsets."""
    found = set()
    for offset in range(3):
        encoded = _base64(b"\0" * offset + raw).rstrip("=")
        # The first and last characters also hold bits of what stands beside the secret.
        start = (offset * 8 + 5) // 6
        end = (offset + len(raw)) * 8 // 6
        found.add(encoded[start:end])
    return found


def _base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).decode("ascii")
