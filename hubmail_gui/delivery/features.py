"""What a server says it can do: the reply to EHLO (RFC 5321 section 4.1.1.1)."""

from __future__ import annotations

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
