"""Replacing the stored secret: the new one is proven beside the live one, and swapped only then.

Until its test has passed, nothing that is stored changes, so Hub sends on with the old secret.
The old one is not kept: a secret that was replaced is one that somebody wants gone. Who may want
it back holds it in memory (:class:`Held`), until the program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hubmail_gui.core import settings as core_settings
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.watch import Watch
from hubmail_gui.service.configuration import now
from hubmail_gui.service.draft import Given
from hubmail_gui.service.persistence import Persistence, Try, until_passed
from hubmail_gui.service.result import Result, failed
from hubmail_gui.service.service import Service

# A credential that was just created is not known everywhere at once.
NEW = frozenset({"oauth.secret_wrong", "oauth.certificate_rejected"})


class Rotation(NamedTuple):
    """What became of it.

    Attributes:
        result: of the last test with the new secret.
        tries: every test with it.
        swapped: the new secret is stored now, in the place of the old one.
    """

    result: Result
    tries: tuple[Try, ...]
    swapped: bool


class Held(NamedTuple):
    """What a replacement took the place of; it is in no file, and in no keyring.

    Attributes:
        settings: with which the secret went.
        secret: the old one.
        revision: of the settings with the new one; once there is a later one, there is no way back.
        at: RFC 3339 time of the replacement.
    """

    settings: MailSettings
    secret: str
    revision: int
    at: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Held({self.settings!r}, {self.revision})"


def rotate(
    service: Service,
    secret: str,
    recipient: str | None,
    watch: Watch,
    *,
    expires: str | None = None,
    how: Persistence | None = None,
    tried: Callable[[Try, float | None], None] = lambda _one, _pause: None,
) -> Rotation:
    """Test the stored settings with a new secret, and store it if the test passes.

    Args:
        service: of the configuration folder.
        secret: the new one.
        recipient: of the test mail; None: the profile's address.
        watch: what the tests report to and obey.
        expires: the new secret's last day, ``YYYY-MM-DD``; None: not known. The old secret's day
            is forgotten either way.
        how: test again until it passes, for a secret that the service does not know yet; None:
            test once.
        tried: told of each test as it ends, and of the seconds to the next.
    """
    once = how or Persistence(every=0.0, total=-1.0)
    result, tries = until_passed(
        lambda one: service.test_stored(secret, recipient, one), watch, once, tried, NEW
    )
    if not result.ok:
        return Rotation(result, tries, swapped=False)
    kept = service.adopt(secret, expires, result, watch)
    return Rotation(kept, tries, swapped=kept.ok)


def replace(service: Service, secret: str, watch: Watch, expires: str | None) -> Result:
    """:func:`rotate`, where a person looks on who may want the old secret back: it stays in memory.

    Args:
        service: of the configuration folder; it remembers what can be undone.
        secret: the new one.
        watch: what the test reports to and obeys.
        expires: the new secret's last day, ``YYYY-MM-DD``; None: not known.

    Raises:
        FaultError: a ``keyring`` or ``settings`` fault; then nothing was tested.
        Cancelled: stopping was asked for while the keyring was.
    """
    watch.waiting()
    old = present(service, watch)
    done = rotate(service, secret, None, watch, expires=expires)
    if done.swapped:
        hold(service, old, done.result)
    return done.result


def hold(service: Service, old: tuple[MailSettings, str] | None, result: Result) -> None:
    """Remember what ``result`` took the place of, for :func:`undo`."""
    service.held = None if old is None else Held(*old, result.revision or 0, result.at)


def undoable(service: Service) -> Held | None:
    """What :func:`undo` would put back; nothing once something else has changed the settings."""
    try:
        stored = service.configuration.stored()
    except FaultError:
        return None
    held = service.held
    return held if held and stored and stored.revision == held.revision else None


def undo(service: Service, watch: Watch) -> Result:
    """Put the old secret back, with the settings that it went with, and test them; once."""
    held = undoable(service)
    service.held = None
    if held is None:
        return failed(
            Fault("settings.missing", params={"path": service.configuration.folder}), now()
        )
    given = Given(core_settings.write(held.settings), held.secret)
    return service.apply(given, None, watch, always_test=True)


def present(service: Service, watch: Watch) -> tuple[MailSettings, str] | None:
    """Settings and secret as they are; None where the keyring has lost it: no reason to stop."""
    stored = service.configuration.stored()
    if stored is None or stored.secret is None:
        return None
    try:
        return stored.settings, service.configuration.store.secret(stored.secret, watch.cancel)
    except FaultError as error:
        if error.fault.code != "keyring.missing":
            raise
        return None
