"""The login that clients of other machines show to the relay: in the keyring, one a folder."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store.secrets import Keyring

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel


# Of the keyrings of one account; each may have an entry from a time when the others were away.
_KEYRINGS = 3


class RelayLogin:
    """Keeps, reads and removes ``user:password``; raises a ``keyring`` fault, or Cancelled.

    There are two places for it, of which the first that holds one counts. Another login comes into
    the other place, so that at whatever instant the change ends one of the two is in force, whole.

    Args:
        keyring: where it is.
        folder: the configuration folder that it belongs to.
    """

    def __init__(self, keyring: Keyring, folder: str) -> None:
        self._keyring = keyring
        # No path in the keyring's list of entries: it is nobody's business.
        name = "relay-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]
        self._places = (name, f"{name}-next")

    def read(self, cancel: Cancel) -> str | None:
        """What is kept; None: nothing."""
        first, second = self._places
        found = self._at(first, cancel)
        return self._at(second, cancel) if found is None else found

    def keep(self, login: str, cancel: Cancel) -> None:
        """Keep ``login`` in the place of another."""
        old, new = self._places
        if self._at(old, cancel) is None:
            old, new = new, old
        # What an earlier change that was cut short has left there.
        self._clear(new, cancel)
        self._keyring.keep(new, login, cancel)
        if self._at(new, cancel) != login:
            raise FaultError(Fault("keyring.unavailable"))
        self._clear(old, cancel)

    def forget(self, cancel: Cancel) -> None:
        """Remove it, if there is one."""
        # The one in force goes last: what it hides never counts.
        for place in reversed(self._places):
            self._clear(place, cancel)

    def _at(self, place: str, cancel: Cancel) -> str | None:
        try:
            return self._keyring.read(place, cancel)
        except FaultError as error:
            if error.fault.code != "keyring.missing":
                raise
            return None

    def _clear(self, place: str, cancel: Cancel) -> None:
        for _keyring in range(_KEYRINGS):
            self._keyring.remove(place, cancel)
            if self._at(place, cancel) is None:
                return
