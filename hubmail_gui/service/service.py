"""What the window and the commands can do: Save, Test, Restore."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hubmail_gui import methods
from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.cancel import Cancel, Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem
from hubmail_gui.core.settings import MailSettings, Stored
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import draft as drafts
from hubmail_gui.service.configuration import Configuration, now
from hubmail_gui.service.draft import Draft
from hubmail_gui.service.result import Result
from hubmail_gui.store import KEEP

Json = dict[str, Any]


class Service(Configuration):
    """The actions on one configuration folder; each returns a result and raises nothing."""

    def judge(self, document: object, secret: str | None) -> Draft:
        """Read a draft against what is stored; its problems are what Save would refuse.

        Raises:
            FaultError: what is stored cannot be read.
        """
        return drafts.judge(document, secret, self.stored())

    def apply(
        self,
        document: object,
        secret: str | None,
        recipient: str | None,
        watch: Watch,
        *,
        always_test: bool = False,
    ) -> Result:
        """Validate, store, and test: what Save does.

        Nothing is stored when the outcome equals what is stored, and nothing is sent when its
        last test passed as well: fleets apply the same file every day. A person who presses Save
        wants to see the test: ``always_test``.
        """

        def work() -> Result:
            stored = self.stored()
            draft, address, problems = self._judged(document, secret, recipient, stored)
            if draft.settings is None or address is None or problems:
                return refused(problems, stored)
            changed = self._differs(draft, stored, watch)
            if changed or stored is None:
                stored = self._commit(draft, stored, watch)
            elif self._passed(stored) and not always_test:
                return Result(saved=True, revision=stored.revision, recipient=address)
            return replace(self._prove(stored, draft.secret, address, watch), changed=changed)

        return guarded(work)

    def put(self, document: object, secret: str | None, cancel: Cancel) -> Stored:
        """Store settings without a test, for a trial that is about to be made.

        Raises:
            FaultError: they are invalid or cannot be stored.
        """
        stored = self.stored()
        draft = drafts.judge(document, secret, stored)
        if draft.settings is None or draft.problems:
            raise FaultError(Fault("settings.invalid"))
        return self._commit(draft, stored, Watch(cancel=cancel))

    def preview(self, document: object, secret: str | None) -> Result:
        """What :meth:`apply` would change, without changing it: ``changed`` says whether."""

        def work() -> Result:
            stored = self.stored()
            draft = drafts.judge(document, secret, stored)
            if draft.settings is None or draft.problems:
                return refused(draft.problems, stored)
            changed = self._differs(draft, stored, Watch())
            return Result(changed=changed, revision=stored.revision if stored else None)

        return guarded(work)

    def test(
        self, document: object | None, secret: str | None, recipient: str | None, watch: Watch
    ) -> Result:
        """Send a test mail with ``document``, or with what is stored, without saving anything."""

        def work() -> Result:
            stored = self.stored()
            if document is None:
                return self._test_stored(stored, secret, recipient, watch)
            draft, address, problems = self._judged(document, secret, recipient, stored)
            if draft.settings is None or address is None or problems:
                return refused(problems, stored)
            if stored and draft.keeps_secret and draft.settings == stored.settings:
                return self._prove(stored, None, address, watch)
            key = draft.secret
            if draft.keeps_secret and stored and stored.secret:
                key = self.store.secret(stored.secret, watch.cancel)
            result = _sent(draft.settings, key, address, watch)
            self.note("tested", None, (), result)
            return replace(result, revision=stored.revision if stored else None)

        return guarded(work)

    def restore(self, recipient: str | None, watch: Watch) -> Result:
        """Put the last settings that passed their test back, and test them."""

        def work() -> Result:
            good = self.last_good()
            address, problem = self._address(recipient)
            if good is None:
                return Result(failure=Fault("settings.missing", params={"path": self.folder}))
            if address is None:
                return refused((problem,) if problem else (), None)
            stored = self.stored()
            same = stored is not None and (stored.settings, stored.secret) == (
                good.settings,
                good.secret,
            )
            if stored is None or not same:
                make = self._maker(good.settings, good.secret)
                stored = self._kept(self.store.commit(make, KEEP, watch.cancel))
                self.note("restored", stored.revision)
            return replace(self._prove(stored, None, address, watch), changed=not same)

        return guarded(work)

    def received(self, code: str) -> float | None:
        """Note that the last test mail arrived, if ``code`` is its receipt code.

        Returns:
            the seconds since it was accepted; None when the code is another.
        """
        from hubmail_gui.service import record

        seconds = record.received(self.store, code.strip())
        if seconds is not None:
            self.note("received", None)
        return seconds

    def _judged(
        self, document: object, secret: str | None, recipient: str | None, stored: Stored | None
    ) -> tuple[Draft, str | None, tuple[Problem, ...]]:
        draft = drafts.judge(document, secret, stored)
        address, problem = self._address(recipient)
        return draft, address, (*draft.problems, *([problem] if problem else []))

    def _address(self, recipient: str | None) -> tuple[str | None, Problem | None]:
        return drafts.recipient_problem(recipient or self.profile().address)

    def _test_stored(
        self, stored: Stored | None, secret: str | None, recipient: str | None, watch: Watch
    ) -> Result:
        if stored is None:
            return Result(failure=Fault("settings.missing", params={"path": self.folder}))
        address, problem = self._address(recipient)
        if address is None:
            return refused((problem,) if problem else (), stored)
        if secret is None:
            return self._prove(stored, None, address, watch)
        # Another secret than the stored one proves nothing about what is stored.
        result = _sent(stored.settings, secret, address, watch)
        self.note("tested", None, (), result)
        return replace(result, revision=stored.revision)

    def _differs(self, draft: Draft, stored: Stored | None, watch: Watch) -> bool:
        if stored is None or stored.settings != draft.settings:
            return True
        if draft.secret is None:
            return False
        if stored.secret is None:
            return True
        try:
            return self.store.secret(stored.secret, watch.cancel) != draft.secret
        except FaultError as error:
            # The entry was removed behind our back: storing it anew is the change asked for.
            if error.fault.code != "keyring.missing":
                raise
            return True

    def _commit(self, draft: Draft, old: Stored | None, watch: Watch) -> Stored:
        assert draft.settings is not None
        fields = core_settings.changed_fields(old.settings if old else None, draft.settings)
        if draft.secret is not None:
            fields.append(methods.of(draft.settings).secret_field(draft.settings) or "secret")
        secret = KEEP if draft.keeps_secret else draft.secret
        kept = old.secret if old and draft.keeps_secret else None
        stored = self._kept(
            self.store.commit(self._maker(draft.settings, kept), secret, watch.cancel)
        )
        self.note("changed", stored.revision, fields)
        return stored

    def _kept(self, document: Json) -> Stored:
        stored = self.typed(document)
        assert stored is not None
        return stored

    def _maker(self, settings: MailSettings, secret: str | None) -> Callable[[Json | None], Json]:
        """Makes the file's content under the store's lock, so that no revision is used twice."""

        def make(old: Json | None) -> Json:
            before = old.get("revision") if old else None
            revision = before + 1 if isinstance(before, int) else 1
            return dict(Stored(settings, revision, now(), self.account.login, secret).document())

        return make

    def _prove(self, stored: Stored, given: str | None, address: str, watch: Watch) -> Result:
        """Test what is stored and remember the outcome as its last test."""
        from hubmail_gui.service import record

        result = self._proof(stored, given, address, watch)
        result = replace(result, saved=True, revision=stored.revision)
        record.keep(self.store, result, self.account.login)
        if result.ok:
            self.store.mark_good(stored.revision)
        self.note("tested", stored.revision, (), result)
        return result

    def _proof(self, stored: Stored, given: str | None, address: str, watch: Watch) -> Result:
        # From here on the settings are stored, and whatever happens must not hide that.
        def work() -> Result:
            key = given
            if key is None and stored.secret is not None:
                key = self.store.secret(stored.secret, watch.cancel)
            return _sent(stored.settings, key, address, watch)

        return replace(guarded(work), recipient=address)

    def _passed(self, stored: Stored) -> bool:
        last = self.store.result()
        return bool(last and last.get("revision") == stored.revision and last.get("ok"))


def _sent(settings: MailSettings, key: str | None, address: str, watch: Watch) -> Result:
    from hubmail_gui.service import expiry, notices, sending

    sent = sending.test_mail(settings, key, address, watch)
    values = Result.attempt_values(sent.attempt)
    ending = expiry.warning(settings)
    values["warnings"] += (*([ending] if ending else []), *notices.of(settings))
    return Result(
        recipient=address,
        server=sending.server_name(settings),
        route=methods.of(settings).kind(settings),
        message_id=sent.mail.message_id,
        receipt_code=sent.code if sent.attempt.fault is None else None,
        at=now(),
        **values,
    )


def refused(problems: tuple[Problem, ...], stored: Stored | None) -> Result:
    """The result when the input is wrong: every problem, and nothing done."""
    field = problems[0].field if problems else None
    fault = Fault("settings.invalid", False, None, {"count": str(len(problems))}, field)
    return Result(
        failure=fault, errors=problems, revision=stored.revision if stored else None, at=now()
    )


def guarded(work: Callable[[], Result]) -> Result:
    """Run ``work``; faults, cancelling and the unexpected come back as its result."""
    try:
        return work()
    except FaultError as error:
        return Result(failure=error.fault, at=now())
    except Cancelled:
        return Result(failure=Fault("cancelled"), at=now())
    except Exception as error:  # noqa: BLE001 - the top of every action
        from hubmail_gui.service import defects

        return Result(failure=defects.fault(error), at=now())
