"""One TLS session as submission needs it (RFC 8314, RFC 9325): made ready early, begun later."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import NamedTuple

from hubmail_gui.core import dates
from hubmail_gui.core.outcome import Fault
from hubmail_gui.core.texts import _
from hubmail_gui.core.validation import ascii_host
from hubmail_gui.delivery import trust
from hubmail_gui.delivery.account import SmtpAccount

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
    name = server_name(account).encode("ascii")
    return Session(context.wrap_bio(incoming, outgoing, server_hostname=name), incoming, outgoing)


def server_name(account: SmtpAccount) -> str:
    """The name or address that the certificate has to prove, as TLS carries it."""
    return ascii_host(account.host).partition("%")[0]


def fingerprint(session: Session) -> str:
    """The SHA-256 of the server's own certificate in hexadecimal."""
    import hashlib

    return hashlib.sha256(session.tls.getpeercert(binary_form=True) or b"").hexdigest()


def ends(session: Session) -> datetime:
    """When the server's certificate ends, in UTC."""
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
    return x509.load_der_x509_certificate(der).not_valid_after_utc


def detail(session: Session) -> str:
    """One line about the encryption, for people: ``TLS 1.3, TLS_AES_256_GCM_SHA384, …``."""
    cipher = session.tls.cipher()
    return _("{version}, {cipher}, certificate valid until {date}").format(
        version=(session.tls.version() or "TLS").replace("TLSv", "TLS "),
        cipher=cipher[0] if cipher else "",
        date=dates.long_date(ends(session)),
    )


def expires_soon(session: Session) -> Fault | None:
    """A warning when the server's certificate ends within the days that the rules name."""
    end = ends(session)
    left = (end - datetime.now(UTC)).days
    if left > 99:  # far from any reason to read the rules
        return None
    from hubmail_gui.diagnosis.tls import expires_soon_days

    if left >= expires_soon_days():
        return None
    return Fault("tls.certificate.expires_soon", params={"date": end.date().isoformat()})
