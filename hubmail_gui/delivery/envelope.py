"""Addresses as SMTP commands and headers carry them (RFC 5321 section 4.1.2, RFC 6531)."""

from __future__ import annotations


def needs_utf8(address: str) -> bool:
    """Whether only SMTPUTF8 can carry it: its local part has no ASCII form (RFC 6531)."""
    return not address.rpartition("@")[0].isascii()


def domain(address: str) -> str:
    """Its domain in A-labels, or its domain literal as it is."""
    found = address.rpartition("@")[2]
    if found.isascii():
        return found
    from hubmail_gui.core.validation import ascii_host

    return ascii_host(found)


def bare(address: str) -> str:
    """The address with its domain in A-labels, which every program understands."""
    local, at, _domain = address.rpartition("@")
    return f"{local}{at}{domain(address)}"


def path(address: str) -> str:
    """The address as MAIL and RCPT take it; empty for the null sender of notifications."""
    return f"<{bare(address) if address else ''}>"
