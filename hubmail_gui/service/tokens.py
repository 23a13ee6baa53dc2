"""An access token between two calls of ``hubmail send``: in the keyring, beside its secret.

It is good for the very settings with which it was fetched, and only until shortly before its end.
Whatever keeps the keyring from it costs a new token and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import FaultError
from hubmail_gui.oauth.token import Token

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.core.settings import Stored
    from hubmail_gui.store import Store

# The clocks differ, and a mail takes its time.
SPARE_SECONDS = 120


class KeyringWallet:
    """Keeps the token of some stored settings.

    Args:
        store: of the configuration folder.
        stored: the settings, with their secret in the keyring.
        cancel: the person's wish to stop.
    """

    def __init__(self, store: Store, stored: Stored, cancel: Cancel) -> None:
        self._tokens = store.tokens()
        self._reference = stored.secret or ""
        self._cancel = cancel
        known = json.dumps(stored.document(), sort_keys=True, default=str)
        self._settings = hashlib.sha256(known.encode()).hexdigest()

    def get(self) -> Token | None:
        """The token of these settings, if it is good for a while yet."""
        try:
            found = json.loads(self._tokens.read(self._reference, self._cancel) or "{}")
            left = int(found.get("ends", 0) - time.time())
            if found.get("settings") != self._settings or left <= SPARE_SECONDS:
                return None
            return Token(str(found["token"]), left)
        except (FaultError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None

    def put(self, token: Token) -> None:
        """Keep ``token``, where it is worth it."""
        if token.seconds <= SPARE_SECONDS:
            return
        ends = int(time.time()) + token.seconds
        text = json.dumps({"token": token.value, "ends": ends, "settings": self._settings})
        with suppress(FaultError, Cancelled):
            self._tokens.keep(self._reference, text, self._cancel)

    def forget(self) -> None:
        """Remove what is kept."""
        with suppress(FaultError, Cancelled):
            self._tokens.forget(self._reference, self._cancel)
