"""Access tokens in the keyring, each beside the secret that it was fetched with, and as long as that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubmail_gui.core.outcome import FaultError
from hubmail_gui.store.secrets import Keyring, token_name

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel


class Tokens:
    """The tokens of one store; every method raises a ``keyring`` fault, or Cancelled.

    Args:
        keyring: where they are.
        refers: whether the stored settings still refer to a secret.
    """

    def __init__(self, keyring: Keyring, refers: Callable[[str], bool]) -> None:
        self._keyring = keyring
        self._refers = refers

    def read(self, reference: str, cancel: Cancel) -> str | None:
        """What is kept beside the secret under ``reference``; None: nothing."""
        try:
            return self._keyring.read(token_name(reference), cancel)
        except FaultError as error:
            if error.fault.code != "keyring.missing":
                raise
            return None

    def keep(self, reference: str, text: str, cancel: Cancel) -> None:
        """Keep ``text`` beside the secret under ``reference``."""
        self._keyring.keep(token_name(reference), text, cancel)
        if not self._refers(reference):
            # Somebody has replaced the secret meanwhile, and its entries were removed already.
            self.forget(reference, cancel)

    def forget(self, reference: str, cancel: Cancel) -> None:
        """Remove what is kept there, if anything."""
        self._keyring.forget_token(reference, cancel)
