"""References: the names under which secrets stand in the keyring and in the settings file."""

from __future__ import annotations

PREFIX = "hubmail-"
_DIGITS = 32


def new_reference() -> str:
    """A random reference that was never used before."""
    import os

    return PREFIX + os.urandom(_DIGITS // 2).hex()


def is_reference(text: object) -> bool:
    """Whether ``text`` has the form of a reference: ``hubmail-`` and 32 hexadecimal digits."""
    return (
        isinstance(text, str)
        and len(text) == len(PREFIX) + _DIGITS
        and text.startswith(PREFIX)
        and set(text[len(PREFIX) :]) <= set("0123456789abcdef")
    )


def references_in(text: str) -> frozenset[str]:
    """Everything in ``text`` that has the form of a reference."""
    if PREFIX not in text:
        return frozenset()
    import re

    return frozenset(re.findall(PREFIX + f"[0-9a-f]{{{_DIGITS}}}", text))
