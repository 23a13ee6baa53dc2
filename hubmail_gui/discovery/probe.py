"""One look at one server: does it answer, how does it encrypt, what does it offer?

EHLO, STARTTLS and QUIT are all that is said; no login and no mail.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.masking import Mask
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.watch import Watch
from hubmail_gui.delivery import driver, tls_faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connection import sent_chain
from hubmail_gui.delivery.driver import Limits, Look
from hubmail_gui.delivery.ladder import Ladder

if TYPE_CHECKING:
    from hubmail_gui.core.cancel import Cancel
    from hubmail_gui.core.outcome import Presented

LIMITS = Limits(connect=4.0, reply=6.0, quit=0.5)


class Certificate(NamedTuple):
    """The server's own certificate.

    Attributes:
        not_after: RFC 3339 time in UTC until which it is valid.
        code: why it is not trusted; None when it is.
    """

    subject: str
    issuer: str
    not_after: str
    sha256: str
    code: str | None

    @property
    def trusted(self) -> bool:
        """Whether it proves the server's name."""
        return self.code is None


class Probe(NamedTuple):
    """What a look at a server came to.

    Attributes:
        code: ``ok``, or the fault's code: of a certificate that was refused, too.
        answered: a mail server is there, whatever its certificate is like.
        address: the IP address that answered; empty where none did.
        mechanisms: of its login (RFC 4954), once it is encrypted.
        fault: the whole fault; None for ``ok``.
    """

    host: str
    port: int
    encryption: Encryption
    code: str
    answered: bool = False
    address: str = ""
    mechanisms: tuple[str, ...] = ()
    certificate: Certificate | None = None
    fault: Fault | None = None


def probe(account: SmtpAccount, cancel: Cancel, seconds: float, limits: Limits = LIMITS) -> Probe:
    """Look at the server of ``account``; its login is left alone.

    A certificate that is refused does not hide what the server offers: it is asked a second time,
    with that very certificate pinned.

    Raises:
        Cancelled: stopping was asked for.
    """
    until = time.monotonic() + seconds
    where = (account.host, account.port, account.encryption)
    account = account._replace(login=None)
    try:
        seen = _look(account, cancel, seconds, limits)
    except FaultError as error:
        fault = error.fault
        certificate = _refused(fault)
        if certificate is None:
            return Probe(*where, fault.code, fault=fault)
        pinned = account._replace(pinned_sha256=certificate.sha256)
        try:
            seen = _look(pinned, cancel, until - time.monotonic(), limits)
        except FaultError:
            return Probe(*where, fault.code, certificate=certificate, fault=fault)
        mechanisms = seen.features.mechanisms
        return Probe(
            *where, fault.code, True, seen.address, mechanisms, certificate, fault
        )  # fmt: skip
    return Probe(*where, "ok", True, seen.address, seen.features.mechanisms, _accepted(seen))


def _look(account: SmtpAccount, cancel: Cancel, seconds: float, limits: Limits) -> Look:
    return driver.look(account, Ladder(Watch(cancel=cancel, seconds=seconds), (), Mask()), limits)


def _refused(fault: Fault) -> Certificate | None:
    return _certificate(fault.chain[0], fault.code) if fault.chain else None


def _accepted(seen: Look) -> Certificate | None:
    if seen.session is None:
        return None
    chain = tls_faults.chain_of(sent_chain(seen.session.tls))
    return _certificate(chain[0], None) if chain else None


def _certificate(own: Presented, code: str | None) -> Certificate:
    return Certificate(own.subject, own.issuer, own.not_after, own.sha256, code)
