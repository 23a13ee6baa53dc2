"""What is done with an SMTP server: one mail, many mails, or only a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Attempt, Fault
from hubmail_gui.core.seen import Seen
from hubmail_gui.core.steps import Step
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import dialogue, faults, serving
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.conversation import USUAL as USUAL
from hubmail_gui.delivery.conversation import Conversation
from hubmail_gui.delivery.conversation import Limits as Limits
from hubmail_gui.delivery.ehlo import Features
from hubmail_gui.delivery.ladder import Ladder
from hubmail_gui.delivery.mail import Mail

if TYPE_CHECKING:
    from hubmail_gui.delivery.tls import Session


class Look(NamedTuple):
    """What a server showed to somebody who only looked; no session without encryption."""

    address: str
    features: Features
    session: Session | None


def deliver(
    account: SmtpAccount, mail: Mail, watch: Watch, plan: Sequence[Step], limits: Limits = USUAL
) -> Attempt:
    """Submit ``mail`` and tell how it went; whatever the server does is in the attempt."""
    with Ladder(watch, plan, Mask()) as ladder:
        submit(account, mail, ladder, limits)
    return ladder.attempt()


def submit(account: SmtpAccount, mail: Mail, ladder: Ladder, limits: Limits = USUAL) -> None:
    """Submit ``mail`` as the SMTP part of a route whose steps ``ladder`` keeps.

    Raises:
        FaultError: it was not accepted, and why.
        Cancelled: stopping was asked for.
    """
    if account.login is not None:
        ladder.hide(account.login.secret, account.login.username)
        ladder.see(Seen.LOGIN_WANTED)
        if account.encryption is Encryption.NONE:
            ladder.warnings.append(Fault("tls.none"))
    with Conversation(account, ladder, limits) as driver:
        ladder.accepted(driver.run(lambda name: dialogue.submit(account, mail, name)))


def serve(
    account: SmtpAccount,
    ladder: Ladder,
    exchange: Callable[[object], object],
    limits: Limits = USUAL,
) -> None:
    """Enter and log in once, then do what is asked for, mail by mail, until that is to leave.

    Args:
        account: where and as whom.
        ladder: keeps the secrets; its deadline is renewed by ``exchange``.
        exchange: takes what the last request came to, and waits for the next.
        limits: of each wait.

    Raises:
        FaultError: it could not enter, or the server broke off.
        Cancelled: stopping was asked for.
    """
    if account.login is not None:
        ladder.hide(account.login.secret, account.login.username)
    with Conversation(account, ladder, limits, exchange=exchange) as driver:
        driver.run(lambda name: serving.serve(account, name, faults.judged))


def look(
    account: SmtpAccount, ladder: Ladder, limits: Limits = USUAL, session: Session | None = None
) -> Look:
    """Connect, encrypt and ask what is offered; nothing of a login or a mail is sent.

    ``session`` is TLS to use instead of what the account asks for.

    Raises:
        FaultError, Cancelled: as above; a failed handshake is the fault's cause.
    """
    with Conversation(account, ladder, limits, session) as driver:
        features = driver.run(lambda name: dialogue.look(account, name))
        return Look(driver.peer, features, driver.session)
