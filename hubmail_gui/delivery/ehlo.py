"""The greeting EHLO: how this computer introduces itself, and what the server says it can do.

RFC 5321 section 4.1.1.1.
"""

from __future__ import annotations

import socket
from typing import NamedTuple

from hubmail_gui.delivery.reply import Reply


class Features(NamedTuple):
    """The service extensions of one server.

    Attributes:
        keywords: each extension's keyword in capitals.
        mechanisms: SASL mechanisms in the server's order, in capitals (RFC 4954).
    """

    keywords: frozenset[str] = frozenset()
    mechanisms: tuple[str, ...] = ()

    def has(self, keyword: str) -> bool:
        """Whether the server offers the extension ``keyword``."""
        return keyword in self.keywords


def read_features(reply: Reply) -> Features:
    """The extensions listed in a reply to EHLO, whatever their case."""
    keywords: set[str] = set()
    mechanisms: dict[str, None] = {}
    for line in reply.lines[1:]:
        # "AUTH=LOGIN PLAIN" is how Outlook Express wanted it; some servers still say it so.
        words = line[4:].upper().replace("AUTH=", "AUTH ", 1).split()
        if not words:
            continue
        keywords.add(words[0])
        if words[0] == "AUTH":
            mechanisms.update(dict.fromkeys(words[1:]))
    return Features(frozenset(keywords), tuple(mechanisms))


# Names that every computer may have tell a server nothing, and many refuse them.
_NO_NAMES = (".localdomain", ".localhost", ".local", ".arpa")


def own_name(local_address: str) -> str:
    """This computer's full name where it has one, else its address as a literal.

    The name servers are not asked: they may not answer, and a name that they do not know is no
    better than a literal.

    Args:
        local_address: the IP address of this end of the connection.
    """
    name = socket.gethostname().rstrip(".")
    labels = name.split(".")
    if len(labels) > 1 and all(map(_is_label, labels)) and not name.lower().endswith(_NO_NAMES):
        return name
    address = local_address.partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _is_label(text: str) -> bool:
    """Whether it is a label of a host name: letters, digits and inner hyphens (RFC 1123 2.1)."""
    plain = text.replace("-", "")
    return plain.isascii() and plain.isalnum() and not text.startswith("-") and text[-1] != "-"
