"""What the window and the commands can do: Save, Test, Restore."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.settings import Stored
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.changes import Change, Changes
from hubmail_gui.service.configuration import Configuration, now
from hubmail_gui.service.draft import Draft, Given
from hubmail_gui.service.guard import acted, refused
from hubmail_gui.service.result import Result, failed
from hubmail_gui.service.trials import Trials

if TYPE_CHECKING:
    from hubmail_gui.service.rotation import Held


class Service:
    """The actions on one configuration folder; each returns a result and raises nothing.

    Attributes:
        configuration: what is known of the folder: settings, last test, profile, history.
        changes: what an action would change in it, and the change itself.
        trials: the tests, with what is remembered of them.
        held: what a replaced secret can be put back with, in memory only; None: nothing.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.changes = Changes(configuration)
        self.trials = Trials(configuration)
        self.held: Held | None = None

    def judge(self, given: Given) -> Draft:
        """Read ``given`` against what is stored; the draft's problems are what Save would refuse.

        Raises:
            FaultError: what is stored cannot be read.
        """
        return drafts.judge(given, self.configuration.stored())

    def apply(
        self,
        given: Given | Draft,
        recipient: str | None,
        watch: Watch,
        *,
        always_test: bool = False,
    ) -> Result:
        """Validate, store, and test: what Save does. A judged draft is not judged again.

        Nothing is stored when the outcome equals what is stored, and nothing is sent when its
        last test passed as well: fleets apply the same file every day. A person who presses Save
        wants to see the test: ``always_test``.
        """

        def work() -> Result:
            stored = self.configuration.stored()
            draft, address, problems = self._judged(given, recipient, stored)
            if draft.settings is None or address is None or problems:
                return refused(problems, stored)
            watch.waiting()
            change = self.changes.make(draft, stored, watch.cancel)
            if not change.fields and self.trials.passed(change.stored) and not always_test:
                return _unchanged(change.stored, address)
            return self.trials.of_stored(change, draft.secret, address, watch)

        return acted(self.configuration, work, _typed_secret(given))

    def preview(self, given: Given | Draft, watch: Watch) -> Result:
        """What :meth:`apply` would change, without changing it: ``fields`` names it."""

        def work() -> Result:
            stored = self.configuration.stored()
            draft = drafts.judged(given, stored)
            if draft.settings is None or draft.problems:
                return refused(draft.problems, stored)
            fields = self.changes.differences(draft, stored, watch.cancel)
            revision = stored.revision if stored else None
            route = methods.of(draft.settings).kind(draft.settings)
            return Result(
                changed=bool(fields), fields=fields, revision=revision, route=route, at=now()
            )

        return acted(self.configuration, work, _typed_secret(given))

    def test(self, given: Given | Draft, recipient: str | None, watch: Watch) -> Result:
        """Send a test mail with ``given`` without saving anything."""

        def work() -> Result:
            stored = self.configuration.stored()
            draft, address, problems = self._judged(given, recipient, stored)
            if draft.settings is None or address is None or problems:
                return refused(problems, stored)
            if stored and draft.keeps_secret and draft.settings == stored.settings:
                return self.trials.of_stored(Change(stored), None, address, watch)
            key = draft.secret
            if draft.keeps_secret and stored and stored.secret:
                watch.waiting()
                key = self.configuration.store.secret(stored.secret, watch.cancel)
            return self.trials.of_others(draft.settings, key, address, watch, stored)

        return acted(self.configuration, work, _typed_secret(given))

    def test_stored(self, secret: str | None, recipient: str | None, watch: Watch) -> Result:
        """Send a test mail with what is stored, or with another ``secret`` for this once."""

        def work() -> Result:
            return self._test_stored(self.configuration.stored(), secret, recipient, watch)

        return acted(self.configuration, work, secret)

    def keep(self, given: Given | Draft, tested: Result, watch: Watch) -> Result:
        """Store what ``tested`` has just proven; no other mail is sent."""

        def work() -> Result:
            stored = self.configuration.stored()
            draft = drafts.judged(given, stored)
            if draft.settings is None or draft.problems:
                return refused(draft.problems, stored)
            watch.waiting()
            return self.trials.keep(self.changes.make(draft, stored, watch.cancel), tested)

        return acted(self.configuration, work, _typed_secret(given))

    def restore(self, recipient: str | None, watch: Watch, secret: str | None = None) -> Result:
        """Put the last settings that passed their test back, and test them.

        Args:
            recipient: of the test mail; None: the profile's address.
            watch: obeyed, and told of the steps.
            secret: of settings that keep none; those that keep theirs are tested with that.
        """

        def work() -> Result:
            good = self.configuration.last_good()
            if good is None:
                # Settings may be stored, but none that ever passed.
                return self._missing("last-good.json")
            stored, damaged = self.configuration.stored_or_damaged()
            address, problem = self._address(recipient)
            if address is None:
                return refused((problem,) if problem else (), stored)
            key, problems = _secret_for(good, secret)
            if problems:
                return refused(tuple(problems), stored)
            watch.waiting()
            change = self.changes.put_back(good, stored, watch.cancel, damaged=damaged)
            return self.trials.of_stored(change, key, address, watch)

        return acted(self.configuration, work, secret)

    def adopt(self, secret: str, expires: str | None, proof: Result, watch: Watch) -> Result:
        """Store ``secret`` beside the settings as they are, after ``proof`` that it works there.

        No mail is sent: what was proven is what is stored.

        Args:
            secret: the one that the test passed with.
            expires: its last day, ``YYYY-MM-DD``; None: not known.
            proof: the result of the test with it.
            watch: obeyed while storing.
        """

        def work() -> Result:
            stored = self.configuration.stored()
            if stored is None or stored.revision != proof.revision:
                # Somebody has changed the settings meanwhile: nothing is proven about theirs.
                raise FaultError(
                    Fault("settings.locked", True, params={"path": self.configuration.folder})
                )
            settings = stored.settings.replace(secret_expires=expires)
            given = Given(core_settings.write(settings), secret)
            draft = Draft(settings, secret, False, (), given, stored)
            return self.trials.keep(self.changes.make(draft, stored, watch.cancel), proof)

        return acted(self.configuration, work, secret)

    def received(self, code: str) -> bool:
        """Note that the last test mail arrived, if ``code`` is its receipt code."""
        from hubmail_gui.service import receipts

        try:
            receipts.by_code(self.configuration, code)
        except FaultError:
            return False
        return True

    def _judged(
        self, given: Given | Draft, recipient: str | None, stored: Stored | None
    ) -> tuple[Draft, str | None, tuple[Problem, ...]]:
        draft = drafts.judged(given, stored)
        address, problem = self._address(recipient)
        return draft, address, (*draft.problems, *([problem] if problem else []))

    def _address(self, recipient: str | None) -> tuple[str | None, Problem | None]:
        return drafts.recipient_problem(recipient or self.configuration.profile().address)

    def _missing(self, name: str = "") -> Result:
        path = os.path.join(self.configuration.folder, name) if name else self.configuration.folder
        return failed(Fault("settings.missing", params={"path": path}), now())

    def _test_stored(
        self, stored: Stored | None, secret: str | None, recipient: str | None, watch: Watch
    ) -> Result:
        if stored is None:
            return self._missing()
        address, problem = self._address(recipient)
        if address is None:
            return refused((problem,) if problem else (), stored)
        given = stored.settings.keeps_no_secret
        if secret is None:
            field = methods.of(stored.settings).secret_field(stored.settings)
            if given and field:
                return refused((Problem(field, "field.required"),), stored)
            return self.trials.of_stored(Change(stored), None, address, watch)
        key, problems = drafts.given_secret(stored.settings, secret)
        if problems:
            return refused(tuple(problems), stored)
        if given:
            return self.trials.of_stored(Change(stored), key, address, watch)
        # Another secret than the stored one proves nothing about what is stored.
        return self.trials.of_others(stored.settings, key, address, watch, stored)


def _secret_for(good: Stored, secret: str | None) -> tuple[str | None, list[Problem]]:
    """The secret to test with where ``good`` keeps none, or what is wrong with the one given."""
    field = methods.of(good.settings).secret_field(good.settings)
    if not good.settings.keeps_no_secret or field is None:
        return None, []
    if secret is None:
        return None, [Problem(field, "field.required")]
    return drafts.given_secret(good.settings, secret)


def _typed_secret(given: Given | Draft) -> str | None:
    return given.given.secret if isinstance(given, Draft) else given.secret


def _unchanged(stored: Stored, address: str) -> Result:
    """The result when there is nothing to do."""
    route = methods.of(stored.settings).kind(stored.settings)
    return Result(saved=True, revision=stored.revision, recipient=address, route=route, at=now())
