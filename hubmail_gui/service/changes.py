"""Changing what is stored: what a draft would change, and storing it in one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.settings import MailSettings, Stored
from hubmail_gui.service import comparison
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.configuration import Configuration, now
from hubmail_gui.service.draft import Draft
from hubmail_gui.service.guard import unless_failed
from hubmail_gui.store import KEEP, Secret, settings_file

if TYPE_CHECKING:
    from hubmail_gui.store.transaction import Judge

Json = dict[str, Any]
# So far back the last revision is looked for, in lines of the history.
_LINES = 200


class Change(NamedTuple):
    """What an action has made of the stored settings.

    Attributes:
        stored: as they are now.
        fields: the names of those that changed, the secret's too; empty when nothing did.
        warnings: what kept the change out of the history.
    """

    stored: Stored
    fields: tuple[str, ...] = ()
    warnings: tuple[Fault, ...] = ()


class _Over(NamedTuple):
    """What settings take the place of, where it is damaged.

    Attributes:
        revision: the last one that is known of.
        judge: finds that it is damaged; None: it is not.
    """

    revision: int = 0
    judge: Judge | None = None


class Changes:
    """What can be changed in one configuration folder."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def put(self, document: object, secret: str | None, cancel: Cancel) -> Stored:
        """Store settings without a test, for a trial that is about to be made.

        Raises:
            FaultError: they are invalid or cannot be stored.
        """
        stored = self._configuration.stored()
        draft = drafts.judge(drafts.Given(document, secret), stored)
        if draft.settings is None or draft.problems:
            raise FaultError(Fault("settings.invalid"))
        return self.make(draft, stored, cancel).stored

    def differences(self, draft: Draft, stored: Stored | None, cancel: Cancel) -> tuple[str, ...]:
        """The names of the settings that storing ``draft`` would change, the secret's too.

        Raises:
            FaultError: a ``keyring`` fault.
        """
        assert draft.settings is not None
        fields = core_settings.changed_fields(stored.settings if stored else None, draft.settings)
        if draft.secret is None or draft.settings.keeps_no_secret:
            return tuple(fields)
        # The keyring, which may ask the person, is only asked where the answer decides.
        if fields or stored is None or self._is_another(draft.secret, stored, cancel):
            fields.append(_secret_field(draft.settings))
        return tuple(fields)

    def make(self, draft: Draft, stored: Stored | None, cancel: Cancel) -> Change:
        """Store ``draft`` if it differs from what is ``stored``.

        Raises:
            FaultError: a ``settings`` or ``keyring`` fault; then what was stored still is.
        """
        fields = self.differences(draft, stored, cancel)
        if stored is not None and not fields:
            return Change(stored)
        assert draft.settings is not None
        given = None if draft.settings.keeps_no_secret else draft.secret
        secret = KEEP if draft.keeps_secret else given
        kept = stored.secret if stored and draft.keeps_secret else None
        return self._commit("changed", draft.settings, kept, secret, fields, cancel)

    def put_back(
        self, good: Stored, stored: Stored | None, cancel: Cancel, *, damaged: bool = False
    ) -> Change:
        """Store the last ``good`` settings with their secret if they differ from ``stored``.

        Args:
            good: the settings.
            stored: what they take the place of; None where there is nothing, or it is damaged.
            cancel: obeyed until they are stored.
            damaged: what is stored is damaged, and is put aside.

        Raises:
            FaultError: a ``settings`` fault; then what was stored still is.
        """
        fields = core_settings.changed_fields(stored.settings if stored else None, good.settings)
        if stored is not None and stored.secret != good.secret:
            fields.append(_secret_field(good.settings))
        if stored is not None and not fields:
            return Change(stored)
        over = _Over(self._last_revision(good), self._configuration.typed) if damaged else _Over()
        return self._commit(
            "restored", good.settings, good.secret, KEEP, tuple(fields), cancel, over
        )

    def put_in_force(
        self, settings: MailSettings, waiting: Stored, stored: Stored, cancel: Cancel
    ) -> Change:
        """Store ``settings`` with the secret that was kept beside them, in ``waiting``.

        Raises:
            FaultError: a ``settings`` fault; then what was stored still is.
        """
        fields = core_settings.changed_fields(stored.settings, settings)
        fields.append(_secret_field(settings))
        return self._commit("changed", settings, waiting.secret, KEEP, tuple(fields), cancel)

    def _is_another(self, secret: str, stored: Stored, cancel: Cancel) -> bool:
        if stored.secret is None:
            return True
        try:
            return self._configuration.store.secret(stored.secret, cancel) != secret
        except FaultError as error:
            # The entry was removed behind our back: storing it anew is the change asked for.
            if error.fault.code != "keyring.missing":
                raise
            return True

    def _commit(
        self,
        action: str,
        settings: MailSettings,
        reference: str | None,
        secret: Secret,
        fields: tuple[str, ...],
        cancel: Cancel,
        over: _Over = _Over(),  # noqa: B008 - a value
    ) -> Change:
        replaced: list[Json] = []
        make = self._maker(settings, reference, replaced, over.revision)
        known = self._configuration
        stored = known.typed(known.store.commit(make, secret, cancel, over.judge))
        assert stored is not None
        self._forget_tokens(replaced[-1] if replaced else {}, cancel)
        changes = comparison.changes(replaced[-1] if replaced else None, dict(stored.document()))
        warnings = unless_failed(
            lambda: known.note_code(action, stored.revision, None, fields, changes)
        )
        if over.judge and not replaced:
            path = os.path.join(known.folder, settings_file.DAMAGED)
            warnings += (Fault("settings.put_aside", params={"path": path}),)
        return Change(stored, fields, warnings)

    def _last_revision(self, good: Stored) -> int:
        """The last revision that is known of where the settings themselves cannot tell theirs."""
        with suppress(FaultError):
            lines = self._configuration.store.tail(_LINES)
            return max(good.revision, *(line["revision"] or 0 for line in lines), 0)
        return good.revision

    def _forget_tokens(self, old: Json, cancel: Cancel) -> None:
        """An access token of other settings is of no use, and belongs to nobody any more."""
        reference, method = old.get("secret"), (old.get("authentication") or {}).get("type")
        if (
            isinstance(reference, str)
            and method in methods.types()
            and methods.method(method).tokens
        ):
            # It ends by itself soon, and is not used with other settings.
            with suppress(FaultError, Cancelled):
                self._configuration.store.tokens().forget(reference, cancel)

    def _maker(
        self, settings: MailSettings, reference: str | None, replaced: list[Json], least: int
    ) -> Callable[[Json | None], Json]:
        """Makes the file's content under the store's lock, so that no revision is used twice.

        What it takes the place of is put into ``replaced``; ``least`` is the last known revision
        where nothing tells it.
        """

        def make(old: Json | None) -> Json:
            replaced.extend([old] if old else [])
            before = old.get("revision") if old else None
            revision = (before if isinstance(before, int) else least) + 1
            login = self._configuration.account.login
            return dict(Stored(settings, revision, now(), login, reference).document())

        return make


def _secret_field(settings: MailSettings) -> str:
    return methods.of(settings).secret_field(settings) or "secret"
