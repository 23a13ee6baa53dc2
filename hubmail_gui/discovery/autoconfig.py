"""Autoconfig: what a domain's own web server says about its mail servers.

No RFC, but common: https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/ describes
the places and the format. The data bases of others are not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from hubmail_gui.core.encryption import Encryption
from hubmail_gui.core.problems import ProblemError
from hubmail_gui.core.validation import ascii_host, line
from hubmail_gui.discovery import fetch

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from hubmail_gui.core.cancel import Cancel

MOST_SERVERS = 5
_LONGEST = 200
_FILE = "mail/config-v1.1.xml"
_SOCKETS = {
    "ssl": Encryption.TLS,
    "starttls": Encryption.STARTTLS,
    # It may offer more than it says; what it offers is seen when it is asked.
    "plain": Encryption.STARTTLS,
}


class Server(NamedTuple):
    """A mail server for sending.

    Attributes:
        username: with the format's placeholders; empty where it says none.
        login: it wants one.
        provider: whose it is, for people; empty where it does not say.
    """

    host: str
    port: int
    encryption: Encryption
    username: str
    login: bool
    provider: str


def places(domain: str, address: str | None) -> tuple[str, ...]:
    """Where the file may stand, the more trustworthy first."""
    asked = f"?emailaddress={quote(address)}" if address else ""
    return tuple(
        f"{scheme}://{place}{asked}"
        for place in (f"autoconfig.{domain}/{_FILE}", f"{domain}/.well-known/autoconfig/{_FILE}")
        for scheme in ("https", "http")
    )


def ask(url: str, cancel: Cancel, seconds: float) -> tuple[Server, ...]:
    """The servers that the file at ``url`` names, the preferred first.

    Raises:
        Cancelled: stopping was asked for.
    """
    found = fetch.get(url, cancel, seconds)
    return read(found) if found else ()


def read(document: bytes) -> tuple[Server, ...]:
    """The servers for sending that ``document`` names; none where it is not what it should be."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return ()
    provider = _text(root, ".//emailProvider/displayName")
    servers = [_server(one, provider) for one in root.iter("outgoingServer")]
    return tuple(one for one in servers if one is not None)[:MOST_SERVERS]


def _server(element: Element, provider: str) -> Server | None:
    if element.get("type", "smtp").lower() != "smtp":
        return None
    port = _text(element, "port")
    encryption = _SOCKETS.get(_text(element, "socketType").lower())
    if encryption is None or not (port.isascii() and port.isdigit()):
        return None
    if not 1 <= int(port) <= 65535:
        return None
    try:
        host = ascii_host(_text(element, "hostname").rstrip("."))
        username = line(_text(element, "username"))
    except ProblemError:
        return None
    method = _text(element, "authentication").lower()
    login = method not in {"none", "client-ip-address"}
    return Server(host, int(port), encryption, username, login, provider)


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    text = "" if found is None or found.text is None else found.text
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())[
        :_LONGEST
    ]
