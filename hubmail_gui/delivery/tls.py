"""TLS as submission needs it: made ready early, begun later.

RFC 8314, RFC 9325. Nothing has been sent when the handshake fails.
"""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime
from typing import NamedTuple

from hubmail_gui.core import dates
from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.facts import Stage
from hubmail_gui.core.outcome import Fault, FaultError
from hubmail_gui.core.texts import _
from hubmail_gui.delivery import faults, tls_faults, trust
from hubmail_gui.delivery.account import SmtpAccount
from hubmail_gui.delivery.connection import Connection, sent_chain

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Session(NamedTuple):
    """OpenSSL's end of a connection, with the buffers through which it gets and gives bytes."""

    tls: ssl.SSLObject
    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO


def prepare(account: SmtpAccount) -> Session:
    """A session for this account's server; nothing has been sent yet."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = trust.context(account)
    # As bytes: a text would be encoded once more, by the older IDNA of Python's own codec.
    name = account.proven_name().encode("ascii")
    return Session(context.wrap_bio(incoming, outgoing, server_hostname=name), incoming, outgoing)


def encrypt(
    account: SmtpAccount,
    connection: Connection,
    session: Session,
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
    found = fingerprint(session) if account.pinned_sha256 else None
    if found != account.pinned_sha256:
        shown = tls_faults.chain_of(sent_chain(session.tls))
        params = {"presented": str(found)}
        raise FaultError(Fault("tls.certificate.pin_changed", params=params, chain=shown))


def fingerprint(session: Session) -> str:
    """The SHA-256 of the server's own certificate in hexadecimal."""
    return hashlib.sha256(session.tls.getpeercert(binary_form=True) or b"").hexdigest()


def ends(session: Session) -> datetime | None:
    """When the server's certificate ends, in UTC; None where it cannot be read."""
    readable = session.tls.getpeercert()
    if readable:
        # Always "Nov 24 12:00:00 2026 GMT". What the library has for it loads the locales, which
        # takes longer than a handshake.
        month, day, clock, year, _zone = str(readable["notAfter"]).split()
        hour, minute, second = map(int, clock.split(":"))
        number = _MONTHS.index(month) + 1
        return datetime(int(year), number, int(day), hour, minute, second, tzinfo=UTC)
    # Python reads only what OpenSSL itself has verified: not a pinned one, nor one that Windows
    # or macOS has verified.
    from cryptography import x509

    der = session.tls.getpeercert(binary_form=True) or b""
    try:
        return x509.load_der_x509_certificate(der).not_valid_after_utc
    except Exception:  # noqa: BLE001 - a pinned one may be of any kind, which the library may not know
        return None


def detail(session: Session) -> str:
    """One line about the encryption, for people: ``TLS 1.3, TLS_AES_256_GCM_SHA384, …``."""
    cipher = session.tls.cipher()
    version = (session.tls.version() or "TLS").replace("TLSv", "TLS ")
    name = cipher[0] if cipher else ""
    if (end := ends(session)) is None:
        return f"{version}, {name}"
    return _("{version}, {cipher}, certificate valid until {date}").format(
        version=version, cipher=name, date=dates.long_date(end)
    )


def expires_soon(session: Session) -> Fault | None:
    """A warning when the server's certificate ends within the days that the rules name."""
    end = ends(session)
    left = (end - datetime.now(UTC)).days if end else 100
    if end is None or left > 99:  # far from any reason to read the rules
        return None
    from hubmail_gui.diagnosis.tls import expires_soon_days

    if left >= expires_soon_days():
        return None
    return Fault("tls.certificate.expires_soon", params={"date": end.date().isoformat()})
