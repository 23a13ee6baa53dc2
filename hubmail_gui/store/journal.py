"""The journal of a change under way: which secrets may turn out to be nobody's (contract 4).

It is on the disk before the keyring is touched, and goes when all is clear. It says nothing about
what to do, because the two settings files, each replaced in one step, say it at any instant: what
the journal names and neither of them refers to is to be removed.
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet

from hubmail_gui.store import files
from hubmail_gui.store.references import is_reference

_LIMIT = 1 << 16


class Journal:
    """The file ``journal.json``; only the holder of the lock may change it.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def references(self) -> frozenset[str]:
        """The references in question; none where there is no journal, or no legible one."""
        try:
            content = files.read(self._path, _LIMIT)
            document = json.loads(content or b"{}")
            named = document["references"]
            return frozenset(name for name in named if is_reference(name))
        except (OSError, ValueError, TypeError, KeyError):
            return frozenset()

    def write(self, references: AbstractSet[str]) -> None:
        """Put ``references`` on the disk; without any, no file.

        Raises:
            FaultError: ``settings.unwritable``; then the journal is as it was.
        """
        if references:
            document = {"references": sorted(references)}
            files.replace(self._path, json.dumps(document).encode())
            return
        try:
            files.discard(self._path)
        except OSError as error:
            raise files.unwritable(self._path, error) from None
