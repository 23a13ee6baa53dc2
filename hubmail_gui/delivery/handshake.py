"""The TLS handshake, and what it means when it fails."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.delivery import tls, tls_faults
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connection import Connection, HandshakeError

detail = tls.detail


def encrypt(
    account: SmtpAccount,
    connection: Connection,
    context: ssl.SSLContext,
    until: float,
    unasked: bytes,
) -> ssl.SSLObject:
    """Begin TLS and check the pin; nothing else has been sent when this raises.

    ``unasked`` is what the server has sent already, although it was the client's turn.

    Raises:
        FaultError: one of the tls.* codes, smtp.not_smtp, .silent or .timeout.
    """
    if unasked:
        raise FaultError(tls_faults.plain_text(account.encryption, unasked, injected=True))
    try:
        session = connection.encrypt(context, tls.server_name(account), until)
    except HandshakeError as error:
        raise FaultError(tls_faults.of_handshake(account, error)) from None
    except TimeoutError:
        code = "smtp.timeout" if connection.received_any else "smtp.silent"
        raise FaultError(Fault(code)) from None
    except OSError:
        raise FaultError(Fault("tls.handshake")) from None
    found = tls.fingerprint(session) if account.pinned_sha256 else None
    if found != account.pinned_sha256:
        raise FaultError(Fault("tls.certificate.pin_changed", params={"presented": str(found)}))
    return session


def expires_soon(session: ssl.SSLObject) -> Fault | None:
    """A warning when the server's certificate ends within the days that the rules name."""
    end = tls.ends(session)
    left = (end - datetime.now(UTC)).days
    if left > 99:  # far from any reason to read the rules
        return None
    from hubmail_gui.diagnosis.tls import expires_soon_days

    if left >= expires_soon_days():
        return None
    return Fault("tls.certificate.expires_soon", params={"date": end.date().isoformat()})
