"""Testing settings, and what is remembered of a test: last test, last good settings, history."""

from __future__ import annotations

from hubmail_gui import methods
from hubmail_gui.core.addresses import is_internal
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.settings import MailSettings, Stored
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.changes import Change
from hubmail_gui.service.configuration import Configuration, now
from hubmail_gui.service.guard import guarded, unless_failed
from hubmail_gui.service.result import Result


class Trials:
    """The tests of one configuration folder: with what is stored there, or with other settings."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def of_others(
        self,
        settings: MailSettings,
        key: str | None,
        address: str,
        watch: Watch,
        stored: Stored | None,
    ) -> Result:
        """Test what is not ``stored``; only the history remembers it."""
        result = _run(settings, key, address, watch)
        warnings = unless_failed(lambda: self._configuration.note("tested", None, (), result))
        revision = stored.revision if stored else None
        return result._replace(revision=revision).warned(*warnings)

    def of_stored(self, change: Change, given: str | None, address: str, watch: Watch) -> Result:
        """Test what is stored and remember the outcome as its last test.

        Args:
            change: what was just made of the stored settings, or has not been made.
            given: the secret, where it is at hand; None: the keyring is asked.
            address: of the test mail.
            watch: what the test reports to and obeys.
        """
        result = self.keep(change, self._proof(change.stored, given, address, watch))
        warnings = unless_failed(
            lambda: self._configuration.note("tested", result.revision, (), result)
        )
        known = {fault.code for fault in result.attempt.warnings}
        return result.warned(*(fault for fault in warnings if fault.code not in known))

    def keep(self, change: Change, proof: Result) -> Result:
        """Remember ``proof`` as the last test of what was just stored."""
        from hubmail_gui.service import record
        from hubmail_gui.service.handover import note

        revision, store = change.stored.revision, self._configuration.store
        result = proof._replace(
            saved=True, changed=bool(change.fields), fields=change.fields, revision=revision
        )
        # Somebody who has just changed the settings is told that a service has the old ones.
        warnings = (*change.warnings, *note.warnings(store, revision))
        login = self._configuration.account.login
        warnings += unless_failed(lambda: record.keep(store, result, login))
        if result.ok:
            warnings += unless_failed(lambda: store.mark_good(revision))
        # One reason keeps all of it from being written: it is said once.
        once = {fault.code: fault for fault in warnings}
        return result.warned(*once.values())

    def passed(self, stored: Stored) -> bool:
        """Whether the last test of what is ``stored`` passed."""
        last = self._configuration.last_test()
        return last is not None and last.result.revision == stored.revision and last.result.ok

    def _proof(self, stored: Stored, given: str | None, address: str, watch: Watch) -> Result:
        # From here on the settings are stored, and whatever happens must not hide that.
        def work() -> Result:
            key = given
            if key is None and stored.secret is not None:
                watch.waiting()
                key = self._configuration.store.secret(stored.secret, watch.cancel)
            return _run(stored.settings, key, address, watch)

        route = methods.of(stored.settings).kind(stored.settings)
        return guarded(work, given)._replace(recipient=address, route=route)


def _run(settings: MailSettings, key: str | None, address: str, watch: Watch) -> Result:
    """Send a test mail with ``settings``; the result also warns of what the settings will meet."""
    from hubmail_gui.service import expiry, sending

    sent = sending.test_mail(settings, key, address, watch)
    ending = expiry.warning(settings)
    result = Result(
        recipient=address,
        server=sending.server_name(settings),
        route=methods.of(settings).kind(settings),
        attempt=sent.attempt,
        message_id=sent.mail.message_id,
        receipt_code=sent.code if sent.attempt.fault is None else None,
        at=now(),
    )
    return result.warned(
        *([ending] if ending else []),
        *methods.of(settings).known_notices(settings),
        *_inside(settings),
    )


def _inside(settings: MailSettings) -> tuple[Fault, ...]:
    """A warning where nobody outside the company can answer the sender; the relay may well take it."""
    if not is_internal(settings.sender):
        return ()
    return (Fault("smtp.sender.internal", False, params={"sender": settings.sender}),)
