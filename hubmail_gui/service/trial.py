"""One test as a result: the mail that was sent, and what has to be said about the settings."""

from __future__ import annotations

from hubmail_gui import methods
from hubmail_gui.core.addresses import is_internal
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import expiry, sending
from hubmail_gui.service.configuration import now
from hubmail_gui.service.result import Result


def run(settings: MailSettings, key: str | None, address: str, watch: Watch) -> Result:
    """Send a test mail with ``settings``; the result also warns of what the settings will meet."""
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
