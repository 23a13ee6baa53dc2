"""Keeping a secret out of everything that is shown, in whatever form it comes back."""

from __future__ import annotations

import re
from base64 import b64encode
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
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        if secret:
            self.add(secret, username)

    def add(self, secret: str, username: str = "") -> None:
        """Hide this secret, too; ``username`` is who uses it to log in."""
        self._forms |= _forms(secret, username)
        longest_first = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """``text`` without the secret."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _forms(secret: str, username: str) -> set[str]:
    raw = secret.encode()
    messages = {
        b64encode(message).decode("ascii")
        for message in (
            raw,
            f"\0{username}\0{secret}".encode(),
            f"user={username}\1auth=Bearer {secret}\1\1".encode(),
        )
    }
    plain = {secret, quote(secret, safe=""), quote_plus(secret)}
    return messages | {form for form in plain | _shifted(raw) if len(form) >= _SHORTEST}


def _shifted(raw: bytes) -> set[str]:
    """What base64 makes of ``raw`` in the middle of something longer, at each of three offsets."""
    found = set()
    for offset in range(3):
        encoded = b64encode(b"\0" * offset + raw).decode("ascii").rstrip("=")
        # The first and last characters also hold bits of what stands beside the secret.
        start = (offset * 8 + 5) // 6
        end = (offset + len(raw)) * 8 // 6
        found.add(encoded[start:end])
    return found
