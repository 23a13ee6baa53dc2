"""All that hubmail keeps: the files of one configuration folder and the secrets they refer to."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.cancel import Cancel
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import files, settings_file
from hubmail_gui.store.references import Secret
from hubmail_gui.store.settings_file import Document

if TYPE_CHECKING:
    from hubmail_gui.store.history_index import HistoryIndex
    from hubmail_gui.store.lock import Lock
    from hubmail_gui.store.relay_login import RelayLogin
    from hubmail_gui.store.secrets import Keyring
    from hubmail_gui.store.tokens import Tokens
    from hubmail_gui.store.transaction import Judge, Maker, Transaction

_LIMIT = 1 << 20
# How long a command that only looks waits for a keyring to clear up, in all.
RECOVERY_SECONDS = 5.0
# What stands beside the settings; the locks go last.
_NAMES = (
    settings_file.DAMAGED, "result.json", "profile.json", "handover.json", "history.jsonl",
    "state.lock", "settings.lock",
)  # fmt: skip


class Store:
    """One configuration folder. Making it costs nothing: no file is touched, no keyring opened.

    Args:
        folder: the configuration folder; it is created by the first thing that is stored.
        keyring: where secrets are kept; by default the operating system's keyring.

    Attributes:
        until: the moment of ``time.monotonic`` after which a command waits for nothing more.
    """

    def __init__(self, folder: str, keyring: Keyring | None = None) -> None:
        self.folder = os.path.abspath(folder)
        self._keyring = keyring
        self._settings = self._path("settings.json")
        self._last_good = self._path("last-good.json")
        self._next = self._path("next.json")
        self.until: float | None = None
        self._recovered = False
        self._recovery: Cancel | None = None

    def stored_document(self) -> Document | None:
        """The stored settings, or None if there are none yet.

        The first call also clears up what a change that was cut short left in the keyring.

        Raises:
            FaultError: ``settings.corrupt`` or ``settings.newer``.
        """
        if not self._recovered:
            self._recovered = True
            if os.path.lexists(self._path("journal.json")):
                self._transaction().recover(self._nobody(RECOVERY_SECONDS))
        return settings_file.read(self._settings)

    def recover_apart(self) -> None:
        """Clear up in a thread that nobody waits for what a change that was cut short has left.

        For the window, which is to be seen before a keyring answers or asks; the first change that
        a person makes ends it, and finishes what is left itself.
        """
        if self._recovered or not os.path.lexists(self._path("journal.json")):
            return
        self._recovered = True
        transaction, cancel = self._transaction(), self._nobody()
        self._recovery = cancel
        threading.Thread(
            target=lambda: transaction.recover(cancel), daemon=True, name="hubmail-recovery"
        ).start()

    def last_good_document(self) -> Document | None:
        """The last settings that passed their test, or None if none ever did.

        Raises:
            FaultError: ``settings.corrupt`` or ``settings.newer``.
        """
        return settings_file.read(self._last_good)

    def next_document(self) -> Document | None:
        """Settings whose secret is not in force yet, or None.

        Raises:
            FaultError: ``settings.corrupt`` or ``settings.newer``.
        """
        return settings_file.read(self._next)

    def prepare(self, document: Document, secret: str, cancel: Cancel) -> Document:
        """Keep settings and secret beside those in force; see :meth:`Transaction.prepare`."""
        return self._transaction().prepare(document, secret, cancel)

    def drop_next(self, cancel: Cancel) -> None:
        """Forget what was prepared; see :meth:`Transaction.drop_next`."""
        self._transaction().drop_next(cancel)

    def secret(self, reference: str, cancel: Cancel) -> str:
        """The secret that a document's ``secret`` refers to.

        Raises:
            FaultError: a ``keyring`` fault; ``settings.locked`` if another program has replaced
                settings and secret since the document was read: read it again.
            Cancelled: stopping was asked for.
        """
        try:
            return self._keys().read(reference, cancel)
        except FaultError as error:
            if error.fault.code != "keyring.missing" or self._refers(reference):
                raise
        raise FaultError(Fault("settings.locked", temporary=True, params={"path": self._settings}))

    def relay_login(self) -> RelayLogin:
        """The login that the relay asks of other machines."""
        from hubmail_gui.store.relay_login import RelayLogin

        return RelayLogin(self._keys(), self.folder)

    def tokens(self) -> Tokens:
        """The access tokens beside the secrets."""
        from hubmail_gui.store.tokens import Tokens

        return Tokens(self._keys(), self._refers)

    def commit(
        self, make: Maker, secret: Secret, cancel: Cancel, judge: Judge | None = None
    ) -> Document:
        """Store settings and secret in one transaction; see :meth:`Transaction.commit`."""
        return self._transaction().commit(make, secret, cancel, judge)

    def forget(self, cancel: Cancel) -> None:
        """Remove all that is kept here, secrets too; what is not ours stays.

        Raises:
            FaultError: a ``settings`` fault, or a ``keyring`` fault: a secret is still there, and known.
            Cancelled: stopping was asked for.
        """
        self._transaction().forget(cancel)
        for name in _NAMES:
            files.remove(self._path(name))

    def mark_good(self, revision: int | None = None, cancel: Cancel | None = None) -> None:
        """Remember the stored settings for ``restore``; see :meth:`Transaction.mark_good`."""
        self._transaction().mark_good(revision, cancel or self._nobody())

    def result(self) -> dict[str, Any] | None:
        """The last test of the settings as they are stored; None if these were not tested yet.

        Raises:
            FaultError: ``settings.corrupt`` or ``settings.newer``.
        """
        stored = settings_file.read(self._settings)
        result = self._read("result.json")
        if stored is None or result is None or result.get("revision") != stored.get("revision"):
            return None
        return result

    def keep_result(self, result: dict[str, Any]) -> None:
        """Remember a test's result; its ``revision`` says which settings were tested.

        Raises:
            FaultError: ``settings.unwritable`` or ``settings.locked``.
        """
        from hubmail_gui.store.bounded import cut

        self._replace("result.json", cut(result))

    def profile(self) -> dict[str, Any]:
        """What the person entered about themselves; empty if nothing was, or it is no file of ours."""
        try:
            return self._read("profile.json") or {}
        except FaultError:
            return {}

    def keep_profile(self, profile: dict[str, Any]) -> None:
        """Remember what the person entered about themselves.

        Raises:
            FaultError: ``settings.unwritable`` or ``settings.locked``.
        """
        self._replace("profile.json", profile)

    def handover(self) -> dict[str, Any] | None:
        """To whom the settings were handed over; None if they were not, or it is no file of ours."""
        try:
            return self._read("handover.json")
        except FaultError:
            return None

    def keep_handover(self, content: dict[str, Any] | None) -> None:
        """Remember to whom the settings were handed over; None: they were taken back.

        Raises:
            FaultError: ``settings.unwritable`` or ``settings.locked``.
        """
        if content is not None:
            self._replace("handover.json", content)
            return
        with self._lock():
            files.remove(self._path("handover.json"))

    def history(self) -> Iterator[dict[str, Any]]:
        """Every entry of the history, the oldest first.

        Raises:
            FaultError: ``settings.corrupt``: the file is there but cannot be read.
        """
        from hubmail_gui.store import history

        return history.entries(self._path("history.jsonl"))

    def tail(self, count: int) -> list[dict[str, Any]]:
        """The last ``count`` entries of the history, the oldest first, however long it is.

        Raises:
            FaultError: ``settings.corrupt``: the file is there but cannot be read.
        """
        from hubmail_gui.store import history

        return history.tail(self._path("history.jsonl"), count)

    def history_index(self) -> HistoryIndex:
        """The history to look through line by line; nothing is read yet."""
        from hubmail_gui.store.history_index import HistoryIndex

        return HistoryIndex(self._path("history.jsonl"))

    def record(self, entry: dict[str, Any]) -> None:
        """Add ``entry`` to the history.

        Raises:
            FaultError: ``settings.unwritable`` or ``settings.locked``.
        """
        from hubmail_gui.store import history

        with self._lock():
            history.append(self._path("history.jsonl"), entry)

    def _keys(self) -> Keyring:
        # Imported, like the transaction and the lock, by whoever does more than look.
        if self._keyring is None:
            from hubmail_gui.store.secrets import Keyring

            self._keyring = Keyring()
        return self._keyring

    def _transaction(self) -> Transaction:
        from hubmail_gui.store.transaction import Transaction

        if self._recovery is not None:
            self._recovery.request()
        return Transaction(self._settings, self._last_good, self._keys())

    def _nobody(self, seconds: float | None = None) -> Cancel:
        """Nobody cancels this; it ends after ``seconds``, or with what the command may take."""
        ends = [] if seconds is None else [time.monotonic() + seconds]
        return Cancel(min([*ends, *([] if self.until is None else [self.until])], default=None))

    def _refers(self, reference: str) -> bool:
        """Whether the files as they are now refer to ``reference``."""
        paths = (self._settings, self._last_good, self._next)
        return any(settings_file.reference(settings_file.read(one)) == reference for one in paths)

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def _lock(self) -> Lock:
        from hubmail_gui.store.lock import Lock

        # Not the settings' lock: a change may wait for the keyring for a minute.
        return Lock(self._path("state.lock"), self._nobody())

    def _read(self, name: str) -> dict[str, Any] | None:
        """A file that helps but decides nothing: a damaged one counts as absent.

        Raises:
            FaultError: ``settings.not_a_file`` or ``settings.not_private``.
        """
        try:
            content = json.loads(files.read(self._path(name), _LIMIT) or b"null")
        except (OSError, ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def _replace(self, name: str, content: dict[str, Any]) -> None:
        with self._lock():
            files.replace(self._path(name), settings_file.encode(content))
