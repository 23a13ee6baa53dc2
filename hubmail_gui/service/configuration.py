"""What is known of the configuration in one folder: settings, last test, profile, history."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core import system
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.settings import Stored
from hubmail_gui.service import defects
from hubmail_gui.store import Store

if TYPE_CHECKING:
    from hubmail_gui.service.record import Kept
    from hubmail_gui.service.result import Result
    from hubmail_gui.service.status import Status

Json = dict[str, Any]


class Profile(NamedTuple):
    """The person at the keyboard, for the test mail and the interface.

    Attributes:
        language: ``fr``, ``en`` or empty for the system's.
    """

    name: str = ""
    address: str = ""
    language: str = ""


def now() -> str:
    """The local time with its offset, to the second (RFC 3339)."""
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")


class Configuration:
    """What stands in one configuration folder, as typed values."""

    def __init__(
        self, folder: str, account: system.Account | None = None, store: Store | None = None
    ) -> None:
        self.folder = folder
        defects.keep_reports_in(folder)
        self.store = store or Store(folder)
        self._account = account

    @property
    def account(self) -> system.Account:
        """Who is named in the history."""
        if self._account is None:
            self._account = system.account()
        return self._account

    def stored(self) -> Stored | None:
        """The stored configuration; None when nothing was set up yet.

        Raises:
            FaultError: ``settings.corrupt``, ``settings.newer`` …; the file stays as it is.
        """
        return self.typed(self.store.stored_document())

    def stored_or_damaged(self) -> tuple[Stored | None, bool]:
        """The stored configuration, and whether there is one that was read and is damaged.

        Raises:
            FaultError: it could not be read, or is a newer version's.
        """
        try:
            return self.stored(), False
        except FaultError as error:
            fault = error.fault
            # What the system refuses to read may be whole.
            if fault.code != "settings.corrupt" or (fault.reply and "key" not in fault.params):
                raise
            return None, True

    def last_good(self) -> Stored | None:
        """The last configuration that passed its test, if there was one."""
        return self.typed(self.store.last_good_document())

    def can_restore(self) -> bool:
        """Whether the last good configuration is another than the stored one, which may be damaged."""
        try:
            good, (now, _damaged) = self.last_good(), self.stored_or_damaged()
        except FaultError:
            return False
        if good is None or now is None:
            return good is not None
        return (good.settings, good.secret) != (now.settings, now.secret)

    def typed(self, document: Mapping[str, object] | None) -> Stored | None:
        """A stored document as typed values.

        Raises:
            FaultError: ``settings.corrupt`` with the name of the key that is wrong.
        """
        if document is None:
            return None
        settings, problems = core_settings.read(document, methods.group, check=False)
        revision, secret = document.get("revision"), document.get("secret")
        if settings is None:
            named = problems[0]
            raise self._corrupt(named.field, f"{named.field}: {named.title()}")
        if (key := _spoiled(document)) is not None:
            raise self._corrupt(key, None)
        return Stored(
            settings,
            # A file that a person put there by hand has not been counted yet.
            revision if isinstance(revision, int) else 0,
            str(document.get("saved_at") or ""),
            str(document.get("saved_by") or ""),
            secret if isinstance(secret, str) else None,
        )

    def _corrupt(self, key: str, reason: str | None) -> FaultError:
        params = {"path": os.path.join(self.folder, "settings.json"), "key": key}
        return FaultError(Fault("settings.corrupt", False, reason, params))

    def last_test(self) -> Kept | None:
        """The last test that is remembered; it counts for the settings of its revision only."""
        from hubmail_gui.service import record

        return record.read(self.store.result())

    def history(self) -> Iterator[Json]:
        """Who did what, the oldest first, each entry with every key, as it is read.

        Raises:
            FaultError: a ``settings`` fault: it cannot be read.
        """
        return self.store.history()

    def status(self) -> Status:
        """What the state line says."""
        from hubmail_gui.service import status

        try:
            return status.of(self.stored(), self.last_test())
        except FaultError as error:
            return status.broken(error.fault)

    def sent_by_others(self) -> bool:
        """Whether a service has these settings, or there is one that needs them."""
        return system.has_unit(system.RELAY_UNIT) or self.store.handover() is not None

    def profile(self) -> Profile:
        """The person's profile: what they entered, else what the system knows."""
        known = self.store.profile()
        account = self.account
        return Profile(
            str(known.get("name") or account.name or account.login),
            str(known.get("address") or account.address),
            str(known.get("language") or ""),
        )

    def keep_profile(self, profile: Profile) -> None:
        """Remember what the person entered in their profile."""
        self.store.keep_profile(
            {"name": profile.name, "address": profile.address, "language": profile.language}
        )

    def note(
        self,
        action: str,
        revision: int | None,
        fields: Iterable[str] = (),
        result: Result | None = None,
    ) -> None:
        """Add a line to the history: who did what, to which fields, with which result."""
        failure = result.failure if result else None
        self.note_code(action, revision, failure.code if failure else None, fields)

    def note_code(
        self,
        action: str,
        revision: int | None,
        code: str | None,
        fields: Iterable[str] = (),
        changes: Mapping[str, tuple[object, object]] = MappingProxyType({}),
    ) -> None:
        """Add a line to the history about what is no test of its own.

        Args:
            action: what was done, such as ``scoped``.
            revision: of the settings that it was done with.
            code: why it did not come out as it should; None: it did.
            fields: the settings that it changed.
            changes: their values before and after; of a secret there are none.
        """
        self.store.record(
            {
                "at": now(),
                "who": self.account.login,
                "action": action,
                "revision": revision,
                "fields": list(fields),
                "ok": code is None,
                "code": code,
                **(
                    {"changes": {key: list(both) for key, both in changes.items()}}
                    if changes
                    else {}
                ),
            }
        )


def _spoiled(document: Mapping[str, object]) -> str | None:
    """The key of a stored text that nothing of ours has written; None where there is none.

    What is stored was judged when it was stored, and is not judged again at every start. But a line
    end that somebody wrote into a name by hand would end a line of the mail's header.
    """
    inner = document.get("authentication")
    for key, value in (*document.items(), *(inner.items() if isinstance(inner, Mapping) else ())):
        # PEM has lines, and is read by what knows it.
        if not isinstance(value, str) or "-----BEGIN" in value:
            continue
        if any(letter < " " or "\x7f" <= letter < "\xa0" for letter in value):
            return str(key)
        if key == "secret_expires" and not _is_date(value):
            return str(key)
    return None


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
