"""The secrets that a change is about: names, what becomes of them, the journal of doubtful ones.

A reference is the name under which a secret stands in the keyring and in the settings file. The
journal is on the disk before the keyring is touched, and goes when all is clear. It says nothing
about what to do, because the two settings files, each replaced in one step, say it at any instant:
what the journal names and neither of them refers to is to be removed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Set as AbstractSet
from enum import Enum

from hubmail_gui.store import files

PREFIX = "hubmail-"
_DIGITS = 32


def new_reference() -> str:
    """A random reference that was never used before."""
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
    return frozenset(re.findall(PREFIX + f"[0-9a-f]{{{_DIGITS}}}", text))


class Keep(Enum):
    """Stands for the secret that is already kept."""

    KEEP = "keep"


KEEP = Keep.KEEP
# A new one; None: the settings need none; KEEP: that whose reference the document names.
Secret = str | None | Keep


_LIMIT = 1 << 16


class Journal:
    """The file ``journal.json``; only the holder of the lock may change it.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def references(self) -> frozenset[str]:
        """The references in question; none where there is no journal.

        A damaged one counts with every reference that can still be made out in it: whether any of
        them is nobody's, the settings files say.

        Raises:
            FaultError: a ``settings`` fault: it is there and cannot be opened, which is not to be
                taken for empty.
        """
        try:
            content = files.read(self._path, _LIMIT)
        except OSError as error:
            raise files.unreadable(self._path, error) from None
        return references_in((content or b"").decode("utf-8", "replace"))

    def write(self, references: AbstractSet[str]) -> None:
        """Put ``references`` on the disk; without any, no file.

        Raises:
            FaultError: ``settings.unwritable``; then the journal is as it was.
        """
        if references:
            document = {"references": sorted(references)}
            files.replace(self._path, json.dumps(document).encode())
        else:
            files.remove(self._path)
