"""Sending one test mail with given settings; whatever happens comes back as a value."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui import methods
from hubmail_gui.core.outcome import Attempt, Fault
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import testmail

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.delivery.mail import Mail
    from hubmail_gui.oauth.token import Wallet


class Sent(NamedTuple):
    """A test mail and what became of it."""

    mail: Mail
    code: str
    attempt: Attempt


def test_mail(settings: MailSettings, secret: str | None, recipient: str, watch: Watch) -> Sent:
    """Send a test mail with a fresh receipt code to ``recipient``."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    mail = testmail.compose(settings, recipient, code, server_name(settings))
    attempt = deliver(settings, secret, mail, watch)
    if attempt.fault is not None and not watch.cancel.requested:
        from hubmail_gui.service import again

        attempt = again.looked(attempt, settings, watch)
    return Sent(mail, code, attempt)


def deliver(
    settings: MailSettings,
    secret: str | None,
    mail: Mail,
    watch: Watch,
    wallet: Wallet | None = None,
) -> Attempt:
    """Send ``mail`` by the settings' own method; a defect of ours becomes the fault ``internal``."""
    own = None if watch.limited else settings.timeout
    # What the keyring has taken of a limit for the whole command is gone.
    seconds = watch.cancel.left(watch.seconds if own is None else float(own))
    watch = Watch(watch.stepped, watch.cancel, seconds, watch.waiting)
    try:
        attempt = methods.of(settings).send(settings, secret, mail, watch, wallet)
    except Exception as error:  # noqa: BLE001 - the one place where the unexpected becomes a fault
        from hubmail_gui.service import defects

        return Attempt(steps=(), fault=defects.fault(error, hidden=secret))
    known = _known(settings, mail)
    return attempt._replace(
        fault=attempt.fault and _in_context(attempt.fault, known),
        warnings=tuple(_in_context(one, known) for one in attempt.warnings),
    )


def _known(settings: MailSettings, mail: Mail) -> dict[str, str]:
    """What the words of a fault may name."""
    return {
        "type": settings.type,
        "sender": mail.sender,
        "recipient": mail.recipients[0],
        **methods.of(settings).params(settings),
    }


def _in_context(fault: Fault, known: dict[str, str]) -> Fault:
    return fault._replace(params={**known, **fault.params})


def server_name(settings: MailSettings) -> str:
    """Who is asked to take the mail, as a sentence names it."""
    return methods.of(settings).server(settings)
