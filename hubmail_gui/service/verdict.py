"""The verdict on a result in words, said once for the terminal, the report and the window."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core import dates, texts
from hubmail_gui.core.steps import Step, StepState
from hubmail_gui.core.texts import N_, _

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault, Suggestion
    from hubmail_gui.service.result import Result

# Faults of this computer: what is quoted with them is its own.
_LOCAL = ("settings.", "keyring.", "relay.", "handover.")

# By the reason that a suggestion names.
_WHY = {
    "port": N_("{host} answers on port {port}."),
    "tls_port": N_("{host} speaks TLS from the first byte on port {port}."),
    "starttls_port": N_("{host} offers STARTTLS on port {port}."),
    "certificate_name": N_(
        "The certificate is made out to {name}, which leads to the same server."
    ),
    "login": N_("The server takes mail only after a login, and offers one."),
    "no_login": N_("The server offers no login on port {port}; it takes mail without one."),
    "sender": N_("The server's reply names {sender} as the sender that this account may use."),
    "username": N_("The server's reply names {username} as the user name that it expects."),
}


class Kind(Enum):
    """What became of the action."""

    ACCEPTED = auto()
    UNCHANGED = auto()
    STOPPED = auto()
    FAILED = auto()


class Verdict(NamedTuple):
    """What a result means, in the language in use; whoever shows it adds no words of its own.

    Attributes:
        title: the one sentence that counts, without a full stop.
        standing: what that means for Hub, whose settings are stored; empty where it means nothing.
        sentences: what was proven and what was not.
        problems: what is wrong with the input, one line for each.
        who: the heading of ``remedy``.
        remedy: the steps, in the order in which to try them.
        tell: a message to forward to whoever has to act; empty where nobody else has to.
        reply: the server's own words.
        code: the fault's; empty on success.
        field: the settings key to change or look at; empty for none.
        actor: who has to act, by the name in the catalogue.
        temporary: trying again later may help.
        why: what would go better, and why; empty where nothing is suggested.
        warnings: one sentence for each.
    """

    kind: Kind
    title: str
    standing: str = ""
    sentences: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    who: str = ""
    remedy: tuple[str, ...] = ()
    tell: str = ""
    reply: str = ""
    code: str = ""
    field: str = ""
    actor: str = ""
    temporary: bool = False
    why: str = ""
    warnings: tuple[str, ...] = ()


def verdict(result: Result, *, alone: bool = True) -> Verdict:
    """The verdict on ``result``.

    Args:
        result: of a Save, a Test or a Restore, or the failure of anything else.
        alone: nothing stands beside the sentences, so that they name the server's reply and the
            receipt code; where the code is to be entered it must not be given away.
    """
    attempt = result.attempt
    warnings = tuple(title(one) for one in attempt.warnings)
    if attempt.fault is not None:
        return _failure(result, attempt.fault, warnings)
    reply = attempt.reply or ""
    if not attempt.steps:
        words = _("Nothing has changed, and the last test of these settings passed.")
        return Verdict(Kind.UNCHANGED, words, reply=reply, warnings=warnings)
    return Verdict(
        Kind.ACCEPTED,
        _("The test mail was accepted"),
        sentences=(_accepted(result, alone=alone), _not_yet_received(result, alone=alone)),
        reply=reply,
        warnings=warnings,
    )


def title(fault: Fault) -> str:
    """The one sentence about a fault or a warning, without a full stop."""
    from hubmail_gui.diagnosis import catalogue

    return catalogue.words(fault.code, texts.language(), fault.params).title


def quoted(code: str) -> str:
    """What stands above the words that are quoted with a fault: whose they are."""
    return _("The system's message") if is_local(code) else _("The server's own words")


def is_local(code: str) -> bool:
    """Whether the words that are quoted with a fault are this computer's own, and no server's."""
    return code.startswith(_LOCAL)


def _cause(result: Result, words: str) -> str:
    """What is certain: of a test that was stopped before it came to sending, that nothing went."""
    fault, sending = result.attempt.fault, (StepState.SKIPPED, None)
    if fault is None or fault.code != "cancelled":
        return words
    states = {report.step: report.state for report in result.attempt.steps}
    return _("No mail was sent.") if states.get(Step.SEND) in sending else words


def _failure(result: Result, fault: Fault, warnings: tuple[str, ...]) -> Verdict:
    from hubmail_gui.diagnosis import catalogue

    words = catalogue.words(fault.code, texts.language(), fault.params)
    problems = ((one.field, one.title()) for one in result.errors)
    suggestion = fault.suggestion
    return Verdict(
        Kind.STOPPED if fault.code == "cancelled" else Kind.FAILED,
        words.title,
        standing=_standing(result),
        sentences=(cause,) if (cause := _cause(result, words.cause)) else (),
        problems=tuple(texts.labelled(field, said) if field else said for field, said in problems),
        who=words.who if words.remedy else "",
        remedy=words.remedy,
        tell=words.tell,
        reply=fault.reply or "",
        code=fault.code,
        field=fault.field or words.field or "",
        actor=words.actor,
        temporary=words.temporary if fault.temporary is None else fault.temporary,
        why=why(suggestion) if suggestion else "",
        warnings=warnings,
    )


def _standing(result: Result) -> str:
    if not result.saved:
        return ""
    if result.changed:
        return _("Saved, but Hub cannot send mail for now.")
    return _("Hub cannot send mail for now.")


def _accepted(result: Result, *, alone: bool) -> str:
    reply = result.attempt.reply if alone else None
    words = (
        _("Accepted by {server} at {time} ({reply}).")
        if reply
        else _("Accepted by {server} at {time}.")
    )
    time = dates.clock(datetime.fromisoformat(result.at), seconds=True) if result.at else ""
    return words.format(server=result.server or "", time=time, reply=reply)


def _not_yet_received(result: Result, *, alone: bool) -> str:
    """What acceptance does not say."""
    recipient = result.recipient or ""
    if alone:
        return _(
            "Accepted does not mean received yet: look into the mailbox of {recipient} for the code"
            " {code}."
        ).format(recipient=recipient, code=result.receipt_code or "")
    return _(
        "Accepted does not mean received yet: look into the mailbox of {recipient}."
        " The mail holds a code of six digits."
    ).format(recipient=recipient)


def why(suggestion: Suggestion) -> str:
    """The sentence that goes with the offer, in the language in use."""
    return _(_WHY[suggestion.reason]).format_map(suggestion.params)
