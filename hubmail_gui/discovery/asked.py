"""What somebody typed who wants to know how their mail leaves: an address, a domain or a host."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError


class Asked(NamedTuple):
    """What is looked for.

    Attributes:
        text: as it was typed.
        address: the e-mail address, where it is one.
        domain: its domain, or the host, as the DNS writes it; an IP address without brackets.
        known_to_dns: it is a name with a dot, which the DNS may know more of than its address.
    """

    text: str
    address: str | None
    domain: str
    known_to_dns: bool


def read(text: str) -> Asked:
    """What ``text`` asks for.

    Raises:
        ProblemError: it is no address, no domain and no host.
    """
    text = text.strip()
    if not text:
        raise ProblemError("field.required")
    address = None
    name = text
    if "@" in text and "://" not in text:
        address = validation.email(text)
        name = address.rpartition("@")[2].strip("[]").removeprefix("IPv6:")
    domain = validation.ascii_host(validation.host(name))
    return Asked(text, address, domain, "." in domain and not is_address(domain))


def is_address(domain: str) -> bool:
    """Whether it is an IP address."""
    try:
        ipaddress.ip_address(domain.partition("%")[0])
    except ValueError:
        return False
    return True
