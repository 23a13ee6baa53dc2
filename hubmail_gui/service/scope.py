"""Proving that an application may *not* send as a mailbox that is none of its business.

The only proof is to try: one harmless mail to the administrator, from that mailbox. The service
refuses it, or it arrives and shows that the application's scope is open.
"""

from __future__ import annotations

from typing import NamedTuple

from hubmail_gui import methods
from hubmail_gui.core import validation
from hubmail_gui.core.cancel import Cancelled
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.problems import Problem, ProblemError
from hubmail_gui.core.settings import MailSettings
from hubmail_gui.core.watch import Watch
from hubmail_gui.service import draft as drafts
from hubmail_gui.service import sending
from hubmail_gui.service.configuration import Configuration
from hubmail_gui.service.submission import stored_pair

# What a service answers to an application that may not send as this mailbox.
_REFUSALS = frozenset(
    {
        "graph.mailbox_out_of_scope",
        "graph.send_as_denied",
        "graph.permission_missing",
        "smtp.sender.not_allowed",
        "smtp.auth.rejected",
    }
)


class Scope(NamedTuple):
    """What the attempt showed.

    Attributes:
        forbidden: the mailbox that was tried.
        refused: the service refused to send as it.
        code: the refusal's code, ``scope.open``, or the fault that kept it from being tried.
        failure: ``scope.open``, or that fault; None when it was refused as it should be.
        errors: what is wrong with the input; then nothing was tried.
    """

    forbidden: str
    refused: bool
    code: str | None
    failure: Fault | None
    errors: tuple[Problem, ...] = ()


def prove(
    configuration: Configuration,
    forbidden: str,
    recipient: str | None,
    secret: str | None,
    watch: Watch,
) -> Scope:
    """Try to send as ``forbidden`` with the stored settings, and expect to be refused.

    Args:
        configuration: of the folder.
        forbidden: the mailbox that must not be usable.
        recipient: who gets the mail should it be; None: the profile's address.
        secret: given for this once; None: the stored one.
        watch: what the attempt obeys.
    """
    try:
        return _proof(configuration, forbidden.strip(), recipient, secret, watch)
    except FaultError as error:
        return Scope(forbidden, False, error.fault.code, error.fault)
    except Cancelled:
        return Scope(forbidden, False, "cancelled", Fault("cancelled"))


def _proof(
    configuration: Configuration,
    forbidden: str,
    recipient: str | None,
    secret: str | None,
    watch: Watch,
) -> Scope:
    stored, key = stored_pair(configuration, secret, watch)
    to, problem = drafts.recipient_problem(recipient or configuration.profile().address)
    problems = [problem] if problem else []
    problems += _unfit(stored.settings, forbidden)
    if problems or to is None:
        fault = Fault("settings.invalid", False, None, {"count": str(len(problems))})
        return Scope(forbidden, False, fault.code, fault, tuple(problems))
    settings = stored.settings.replace(sender=forbidden)
    attempt = sending.test_mail(settings, key, to, watch).attempt
    found = _judged(forbidden, attempt.fault)
    configuration.note_code("scoped", stored.revision, None if found.refused else found.code)
    return found


def _unfit(settings: MailSettings, forbidden: str) -> list[Problem]:
    """Why these settings or this address prove nothing."""
    if not methods.of(settings).any_mailbox:
        return [Problem("type", "scope.one_mailbox")]
    if forbidden.lower() == settings.sender.lower():
        return [Problem("forbidden", "scope.own_mailbox")]
    try:
        validation.email(forbidden)
    except ProblemError as error:
        return [Problem("forbidden", error.code, error.params)]
    return []


def _judged(forbidden: str, fault: Fault | None) -> Scope:
    if fault is None:
        open_ = Fault("scope.open", False, params={"sender": forbidden})
        return Scope(forbidden, False, open_.code, open_)
    if fault.code in _REFUSALS:
        return Scope(forbidden, True, fault.code, None)
    return Scope(forbidden, False, fault.code, fault)
