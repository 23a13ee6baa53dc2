"""Certificates as a person tells them apart: by name, end and fingerprint."""

from __future__ import annotations

import sys
from importlib import import_module

from hubmail_gui.core.texts import _, ngettext

_LIBRARY = "cryptography.x509"
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"

# What has to be loaded before certificates are told by name.
LIBRARIES = (_LIBRARY, "hubmail_gui.delivery.certificates")


def summary(pem: str) -> str:
    """A line for each certificate in ``pem``; only their number until the library is loaded.

    Reading one loads a large library, which the first frame does not wait for.
    """
    if not all(name in sys.modules for name in LIBRARIES):
        return _count(pem)
    lines = [_line(block) for block in _blocks(pem)]
    return "\n".join(lines) if lines and all(lines) else _count(pem)


def load() -> None:
    """Load the library, where there is time for it."""
    for name in LIBRARIES:
        import_module(name)


def fingerprint(digits: str) -> str:
    """A SHA-256 in pairs, as other programs show it: ``4F:2A:99…``."""
    clean = digits.replace(":", "").replace(" ", "").upper()
    return ":".join(clean[place : place + 2] for place in range(0, len(clean), 2))


def in_two_lines(digits: str) -> str:
    """A fingerprint to be compared pair by pair: too long for one line, and never shortened."""
    pairs = fingerprint(digits)
    middle = len(pairs) // 2
    return f"{pairs[: middle + 1]}\n{pairs[middle + 1 :]}"


def _blocks(pem: str) -> list[str]:
    parts = pem.split(_BEGIN)[1:]
    return [f"{_BEGIN}{part.split(_END)[0]}{_END}\n" for part in parts]


def _line(block: str) -> str:
    from datetime import datetime

    from cryptography import x509

    from hubmail_gui.core.dates import long_date
    from hubmail_gui.delivery.certificates import certificate_fact, common_name

    try:
        read = x509.load_pem_x509_certificate(block.encode())
        fact = certificate_fact(read)
    except ValueError:
        return ""
    ends = datetime.fromisoformat(fact.not_after).astimezone()
    words = _("{name}, until {date}").format(name=common_name(read.subject), date=long_date(ends))
    return f"{words}\nSHA-256 {in_two_lines(fact.fingerprint)}"


def _count(pem: str) -> str:
    count = pem.count(_BEGIN)
    words = ngettext("{count} certificate", "{count} certificates", count)
    return words.format(count=count) if count else ""
