"""The TLS handshake of one submission: nothing has been sent when it fails."""

from __future__ import annotations

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery import faults, tls, tls_faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connection import Connection


def encrypt(
    account: SmtpAccount,
    connection: Connection,
    session: tls.Session,
    until: float,
    unasked: bytes,
) -> None:
    """Begin TLS and check the pin.

    ``unasked`` is what the server has sent already, although it was the client's turn.

    Raises:
        HandshakeError: TLS did not come about.
        FaultError: it did not even begin, or another certificate than the pinned one came.
    """
    if unasked:
        raise FaultError(tls_faults.plain_text(account.encryption, unasked, injected=True))
    began = connection.clock()
    try:
        connection.encrypt(session, until)
    except TimeoutError:
        waited = connection.clock() - began
        # With TLS from the first byte the handshake stands where the greeting would be.
        stage = Stage.GREET if account.encryption is Encryption.TLS else Stage.STARTTLS
        fault = faults.timed_out(stage, waited, received_any=connection.received_any)
        raise FaultError(fault) from None
    except OSError:
        raise FaultError(Fault("tls.handshake")) from None
    found = tls.fingerprint(session) if account.pinned_sha256 else None
    if found != account.pinned_sha256:
        raise FaultError(Fault("tls.certificate.pin_changed", params={"presented": str(found)}))
