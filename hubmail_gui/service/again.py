"""After a test that failed by its settings: a second look, and what would cure it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui import methods
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.discovery import reply_hints, second_look

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Attempt, Fault
    from hubmail_gui.core.settings import MailSettings
    from hubmail_gui.core.watch import Watch
    from hubmail_gui.delivery.account import SmtpAccount


def looked(attempt: Attempt, settings: MailSettings, watch: Watch) -> Attempt:
    """``attempt`` with its fault made exact; what was seen and suggested goes with it.

    It takes three seconds at most, on top of the test's own limit, and ends at once when stopping
    is asked for: then the test's own result stands. A defect of ours does not hide it either.
    """
    account = methods.of(settings).known_door(settings)
    if attempt.fault is None or account is None:
        return attempt
    try:
        return attempt._replace(fault=_exact(attempt.fault, account, settings, watch))
    except Cancelled:
        return attempt
    except Exception as error:  # noqa: BLE001 - what was tested is known all the same
        from hubmail_gui.service import defects

        defects.fault(error)
        return attempt


def _exact(fault: Fault, account: SmtpAccount, settings: MailSettings, watch: Watch) -> Fault:
    username = account.login.username if account.login else None
    hint = reply_hints.by_reply(fault, settings.sender, username)
    if hint is not None:
        return fault._replace(suggestion=hint)
    if not second_look.applies(account, fault):
        return fault
    return second_look.look_again(account, fault, watch.cancel)
