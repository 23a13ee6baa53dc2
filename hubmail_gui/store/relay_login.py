"""The login that clients of other machines show to the relay: in the keyring, one a folder."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.secrets import Keyring

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel


class RelayLogin:
    """Keeps, reads and removes ``user:password``; raises a ``keyring`` fault, or Cancelled.

    Args:
        keyring: where it is.
        folder: the configuration folder that it belongs to.
    """

    def __init__(self, keyring: Keyring, folder: str) -> None:
        self._keyring = keyring
        # No path in the keyring's list of entries: it is nobody's business.
        self._name = "relay-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]

    def read(self, cancel: Cancel) -> str | None:
        """What is kept; None: nothing."""
        try:
            return self._keyring.read(self._name, cancel)
        except FaultError as error:
            if error.fault.code != "keyring.missing":
                raise
            return None

    def keep(self, login: str, cancel: Cancel) -> None:
        """Keep ``login`` in the place of another."""
        # Where an entry ends up decides whether a start finds it: nothing of the old one may stay.
        self._keyring.remove(self._name, cancel)
        self._keyring.keep(self._name, login, cancel)

    def forget(self, cancel: Cancel) -> None:
        """Remove it, if there is one."""
        self._keyring.remove(self._name, cancel)
