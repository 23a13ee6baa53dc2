"""The SMTP conversation that stays open: it enters once, then carries out requests mail by mail.

The pieces are those of :mod:`hubmail_gui.delivery.dialogue`; what is new is that a refusal is the
answer to its request, and that the requests come one by one.
"""

from __future__ import annotations

from collections.abc import Callable

from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.steps import Step
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.authentication import authenticate
from hubmail_gui.delivery.commands import Dialogue, Next, RefusedError
from hubmail_gui.delivery.dialogue import (
    Session,
    carried,
    content_of,
    enter,
    exchanged,
    unexpected,
)
from hubmail_gui.delivery.line import Content, From, Request, Reset, To
from hubmail_gui.delivery.mail import needs_utf8, path
from hubmail_gui.delivery.reply import Reply

# What this server cannot be given; nothing was sent.
_UNCARRIED = frozenset({"smtp.utf8_unsupported", "smtp.8bit_unsupported"})


def serve(
    account: SmtpAccount, name: str, judged: Callable[[RefusedError], Fault]
) -> Dialogue[None]:
    """Enter as :func:`submit` does, then carry out requests, each answered by itself.

    A refusal is the answer to its request and ends nothing; only what breaks the conversation
    itself (421, a lost connection) ends it.

    Args:
        account: where and as whom.
        name: by which this computer introduces itself.
        judged: what a refusal means.
    """
    session = Session(account, name)
    yield from enter(session)
    if account.login is not None:
        yield from authenticate(account, account.login, session.features, session.no_entry)
        session.logged_in = True
    answer: object = session.features
    while (request := (yield Next(Step.SEND, answer))) is not None:
        try:
            answer = yield from _requested(session, request)
        except RefusedError as error:
            if error.reply.code == 421:  # the server closes (RFC 5321 section 3.8)
                raise
            answer = judged(error)
        except FaultError as error:
            if error.fault.code not in _UNCARRIED:
                raise
            if isinstance(request, Content):
                # The server still has MAIL and recipients: the next mail must not inherit them.
                yield from _positive(session, Stage.MAIL, "RSET")
            answer = error.fault


def _requested(session: Session, request: Request) -> Dialogue[Reply]:
    match request:
        case Reset():
            return (yield from _positive(session, Stage.MAIL, "RSET"))
        case From():
            return (yield from _from(session, request))
        case To():
            offered = session.features.has("SMTPUTF8")
            if needs_utf8(request.address) and not (request.utf8 and offered):
                raise FaultError(
                    Fault("smtp.utf8_unsupported", field="recipient",
                          params={"recipient": request.address})
                )  # fmt: skip
            line = f"RCPT TO:{path(request.address)}"
            return (yield from _positive(session, Stage.RCPT, line, request.address))
        case Content():
            content = carried(session.features, request.content)
            return (yield from content_of(session, content))


def _from(session: Session, request: From) -> Dialogue[Reply]:
    features = session.features
    if needs_utf8(request.sender) and not features.has("SMTPUTF8"):
        raise FaultError(Fault("smtp.utf8_unsupported", field="sender"))
    line = f"MAIL FROM:{path(request.sender)}"
    if request.size and features.has("SIZE"):
        line += f" SIZE={request.size}"
    if features.has("8BITMIME"):
        # What the mail holds is not known yet, and this promises nothing that is not kept.
        line += " BODY=8BITMIME"
    if (request.utf8 or needs_utf8(request.sender)) and features.has("SMTPUTF8"):
        line += " SMTPUTF8"
    return (yield from _positive(session, Stage.MAIL, line))


def _positive(
    session: Session, stage: Stage, line: str, recipient: str | None = None
) -> Dialogue[Reply]:
    """Send one command whose reply must be a completion."""
    reply = yield from exchanged(Step.SEND, stage, line)
    if reply.negative:
        known = {} if recipient is None else {"recipient": recipient}
        raise session.refusal(stage, reply, early=False, **known)
    if not reply.positive:
        raise unexpected(reply)
    return reply
