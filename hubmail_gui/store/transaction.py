"""One change over file and keyring, whole or not at all at whatever instant the process dies.

A secret is kept under a new reference before any file refers to it, and removed after no file does.
In between the journal names it. Taking back, finishing and recovering are therefore one and the
same act: remove what the journal names and no settings file refers to.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.store import files, settings_file
from hubmail_gui.store.lock import Lock
from hubmail_gui.store.references import KEEP, Journal, Secret, new_reference, references_in
from hubmail_gui.store.secrets import Keyring, NotKeptError
from hubmail_gui.store.settings_file import Document, reference

# Makes the new settings of the stored ones.
Maker = Callable[[Document | None], Document]
# Raises ``settings.corrupt`` of a document that is none of ours.
Judge = Callable[[Document], object]
# Of damaged settings that are put aside, in bytes.
_LONGEST_DAMAGED = 1 << 24


class Transaction:
    """The writer of ``settings.json``, ``last-good.json`` and ``next.json``, and of their secrets.

    Args:
        settings, last_good: their paths, absolute and in one folder.
        keyring: where the secrets are.
    """

    def __init__(self, settings: str, last_good: str, keyring: Keyring) -> None:
        folder = os.path.dirname(settings)
        self.settings = settings
        self.last_good = last_good
        # Settings with a secret that is not in force yet, such as a key that awaits its upload.
        self.next = os.path.join(folder, "next.json")
        self._damaged = os.path.join(folder, settings_file.DAMAGED)
        self._lock = os.path.join(folder, "settings.lock")
        self._journal = Journal(os.path.join(folder, "journal.json"))
        self._keyring = keyring

    def commit(
        self, make: Maker, secret: Secret, cancel: Cancel, judge: Judge | None = None
    ) -> Document:
        """Store the document that ``make`` builds from the stored one, and its secret.

        Args:
            make: called under the lock; what it raises ends the change before anything was done.
            secret: a new one; None: the settings need none; KEEP: the one whose reference the
                document names as its ``secret``, the stored or the last good settings' own.
            cancel: heeded until the moment at which the file is replaced.
            judge: given, settings that are damaged are put aside and count as none.

        Returns:
            What is stored now.

        Raises:
            FaultError: a ``settings`` or ``keyring`` fault; then what was stored still is.
            Cancelled: stopping was asked for; then what was stored still is.
        """
        with Lock(self._lock, cancel):
            old, damaged = self._found(judge)
            document = dict(make(None if old is None else dict(old)))
            named = document.pop("secret", None)
            if isinstance(secret, str):
                document["secret"] = new_reference()
            elif secret is KEEP and named is not None:
                document["secret"] = self._known(named, old)
            content = settings_file.content(document, self.settings)
            cancel.check()
            lost = references_in((damaged or b"").decode("utf-8", "replace"))
            with self._journaled({reference(old), reference(document), *lost}, cancel):
                if isinstance(secret, str):
                    self._keep(document["secret"], secret, cancel)
                cancel.check()
                if damaged is not None:
                    files.replace(self._damaged, damaged)
                files.replace(self.settings, content)
        return document

    def prepare(self, document: Document, secret: str, cancel: Cancel) -> Document:
        """Keep ``document`` and its secret beside the stored ones, until they are taken or dropped.

        Raises:
            FaultError, Cancelled: as :meth:`commit`; then what was prepared before still is.
        """
        with Lock(self._lock, cancel):
            old = reference(settings_file.read(self.next))
            prepared = {**document, "secret": new_reference()}
            content = settings_file.content(prepared, self.next)
            with self._journaled({old, prepared["secret"]}, cancel):
                self._keep(prepared["secret"], secret, cancel)
                cancel.check()
                files.replace(self.next, content)
        return prepared

    def drop_next(self, cancel: Cancel) -> None:
        """Forget what was prepared; its secret goes, unless the settings in force have it now.

        Raises:
            FaultError, Cancelled: as :meth:`commit`; then it is prepared still.
        """
        with Lock(self._lock, cancel):
            cancel.check()
            old = reference(settings_file.read(self.next))
            with self._journaled({old, None}, cancel):
                files.remove(self.next)

    def mark_good(self, revision: int | None, cancel: Cancel) -> None:
        """Make the stored settings the last good ones, with the secret that both then share.

        Args:
            revision: the one that passed; if the stored settings have another by now, nothing is
                done. None: whichever is stored.
            cancel: ends the waiting for another writer.

        Raises:
            FaultError: a ``settings`` fault; then the last good settings are as they were.
            Cancelled: stopping was asked for; then, too.
        """
        with Lock(self._lock, cancel):
            document = settings_file.read(self.settings)
            if document is None or revision not in {None, document.get("revision")}:
                return
            content = settings_file.encode(document)
            if content == self._content(self.last_good):
                return
            with self._journaled({reference(document), *self._references(self.last_good)}, cancel):
                files.replace(self.last_good, content)

    def forget(self, cancel: Cancel) -> None:
        """Remove all settings files, and the secrets that they refer to.

        Raises:
            FaultError: a ``settings`` fault, or a ``keyring`` fault: a secret is still there, and known.
            Cancelled: stopping was asked for.
        """
        with Lock(self._lock, cancel):
            # Afterwards the files are gone, and whoever gave up before would not expect it.
            cancel.check()
            paths = (self.settings, self.last_good, self.next)
            named = {one for path in paths for one in self._references(path)}
            with self._journaled({None, *named}, cancel):
                for path in paths:
                    files.remove(path)
            # Where clearing up has failed there is no later start that does it: it is told why.
            for one in sorted(self._journal.references()):
                self._keyring.remove(one, cancel)
            self._journal.write(frozenset())

    def recover(self, cancel: Cancel) -> None:
        """Finish what a process that died, or a keyring out of reach, has left.

        Nothing is raised and nobody is waited for: a journal that cannot be worked off now, or
        belongs to a change being made at this moment, stays.
        """
        with contextlib.suppress(FaultError, Cancelled), Lock(self._lock, cancel, seconds=0.0):
            self._clear(cancel)

    def _found(self, judge: Judge | None) -> tuple[Document | None, bytes | None]:
        """What is stored; where it is damaged and may be replaced, none and its bytes."""
        try:
            document = settings_file.read(self.settings)
            if judge is not None and document is not None:
                judge(document)
        except FaultError as error:
            if judge is None or error.fault.code != "settings.corrupt":
                raise
            return None, self._content(self.settings, _LONGEST_DAMAGED)
        return document, None

    def _known(self, named: object, old: Document | None) -> object:
        """The reference to carry over, which a settings file must refer to."""
        others = (self._references(path) for path in (self.last_good, self.next))
        if named in {reference(old)}.union(*others):
            return named
        # Whoever named it read settings that another writer has replaced since.
        raise FaultError(Fault("settings.locked", temporary=True, params={"path": self.settings}))

    def _references(self, path: str) -> frozenset[str]:
        """What the settings in ``path`` refer to; a damaged file may still name a secret."""
        return references_in(self._content(path).decode("utf-8", "replace"))

    def _content(self, path: str, limit: int = settings_file.LIMIT) -> bytes:
        try:
            return files.read(path, limit) or b""
        except OSError as error:
            raise files.unreadable(path, error) from None

    def _keep(self, name: str, secret: str, cancel: Cancel) -> None:
        self._keyring.keep(name, secret, cancel)
        if self._keyring.read(name, cancel) != secret:
            raise FaultError(Fault("keyring.unavailable"))

    @contextlib.contextmanager
    def _journaled(self, suspects: set[str | None], cancel: Cancel) -> Iterator[None]:
        """Have ``suspects`` in the journal while the block runs, and clear up after it."""
        before = self._journal.references()
        # One reference before and after: no secret comes or goes.
        named = {one for one in suspects if one is not None} if len(suspects) > 1 else set()
        self._journal.write(before | named)
        try:
            yield
        except NotKeptError:
            # Asking the keyring to remove what it refused would only ask the person once more.
            with contextlib.suppress(FaultError):
                self._journal.write(before)
            raise
        except Cancelled:
            # Perhaps the keyring's silence is why; the next start clears up.
            raise
        except Exception:
            self._clear(cancel)
            raise
        self._clear(cancel)

    def _clear(self, cancel: Cancel) -> None:
        """Remove what the journal names and no file refers to, then the journal.

        If anything stands in the way the journal stays, and with it the knowledge.
        """
        with contextlib.suppress(FaultError, Cancelled):
            left = self._journal.references()
            # A file that cannot be understood may refer to any of them.
            read = settings_file.read
            files_of_ours = (self.settings, self.last_good, self.next)
            used = {reference(read(path)) for path in files_of_ours}
            for name in sorted(left - used):
                self._keyring.remove(name, cancel)
            self._journal.write(frozenset())
