"""The hops of a mail: one for each Received line (RFC 5321 section 4.4).

The grammar is old and every server adds to it in comments, so only four things are looked for,
outside comments where they are words of the grammar: ``from``, ``by``, ``with`` and the date
behind the last semicolon. Whether a hop was encrypted is told by the protocol's name (RFC 3848:
an S for TLS), or by a comment that names version or cipher; a line that tells neither is not
guessed at.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from hubmail_gui.diagnosis.arrival.header import Header, without_comments


class Hop(NamedTuple):
    """One hand-over of a mail.

    Attributes:
        sender: who handed it over, by the name it gave or by its address; None when untold.
        receiver: who took it; None when untold.
        tls: whether this hop was encrypted; None where the line does not say.
        at: when it was taken, by the receiver's clock; None when untold.
        delay: seconds since the hop before by the two clocks, negative where they differ;
            None for the first hop and where either time is untold.
    """

    sender: str | None
    receiver: str | None
    tls: bool | None
    at: datetime | None
    delay: float | None = None


def hops_of(header: Header) -> tuple[Hop, ...]:
    """The hops in the order of travel: the lowest Received line was the first."""
    hops: list[Hop] = []
    for field in reversed(header.fields):
        if field.name == "received":
            hop = received(field.value)
            before = hops[-1].at if hops else None
            delay = (hop.at - before).total_seconds() if hop.at and before else None
            hops.append(hop._replace(delay=delay))
    return tuple(hops)


def received(value: str) -> Hop:
    """One Received line."""
    said, comments = without_comments(value)
    path, *behind = said.split(";")
    words = path.split()
    clauses = _clauses(words)
    return Hop(
        sender=_sender(clauses.get("from"), comments),
        receiver=_host(clauses.get("by")),
        tls=_encrypted(_protocol(words), comments),
        at=next((at for part in reversed(behind[-3:]) if (at := moment(part)) is not None), None),
    )


def moment(date: str) -> datetime | None:
    """The moment that a date of RFC 5322 names; one without a zone is taken for UTC."""
    from email.utils import parsedate_to_datetime

    # Some write the zone's name behind its number: the library looks at no more than the number.
    words = without_comments(date)[0].split()
    try:
        found = parsedate_to_datetime(" ".join(words)[:100])
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


_CLAUSES = frozenset({"from", "by", "with", "id", "for", "via"})


def _clauses(words: list[str]) -> dict[str, str]:
    """The first word behind each of the grammar's own; the first of each counts."""
    found: dict[str, str] = {}
    for word, following in pairwise(words):
        name = word.lower()
        if name in _CLAUSES and name not in found and following.lower() not in _CLAUSES:
            found[name] = following
    return found


def _protocol(words: list[str]) -> list[str]:
    """The words between ``with`` and the next word of the grammar, in lower case."""
    lowered = [word.lower() for word in words]
    if "with" not in lowered:
        return []
    found: list[str] = []
    for word in lowered[lowered.index("with") + 1 :]:
        if word in _CLAUSES:
            break
        found += word.split("/")
    return found


def _host(word: str | None) -> str | None:
    """A host as a person would write it: no brackets, no tag, no port, no final dot."""
    if word is None:
        return None
    word = word.strip("<>,;")
    if word.startswith("["):
        word = word[1:].partition("]")[0]
        word = word[5:] if word[:5].lower() == "ipv6:" else word
    return word.rstrip(".")[:255] or None


# What servers put where they could not find a name.
_NOBODY = frozenset({"unknown", "unverified", "localhost.localdomain.invalid"})


def _sender(word: str | None, comments: tuple[str, ...]) -> str | None:
    host = _host(word)
    if host is None or host.lower() not in _NOBODY:
        return host
    return _greeted(comments) or host


def _greeted(comments: tuple[str, ...]) -> str | None:
    """The name given at HELO, or else the address, of a sender that has no name."""
    for comment in comments:
        parts = comment.replace("=", " ").split()
        for word, following in pairwise(parts):
            if word.strip('"').lower() in ("helo", "ehlo"):
                return _host(following.strip('"'))
    for comment in comments:
        for part in comment.split():
            if part.startswith("[") or part.replace(".", "").isdigit():
                return _host(part)
    return None


# RFC 3848 and RFC 6531: an S at the end or before a final A is TLS. HTTPS is of the big mailbox
# providers, which hand over to themselves by it.
_ENCRYPTED = frozenset(
    {"esmtps", "esmtpsa", "lmtps", "lmtpsa", "utf8smtps", "utf8smtpsa", "utf8lmtps", "utf8lmtpsa",
     "smtps", "smtpsa", "asmtps", "essmtp", "essmtpa", "https"}
)  # fmt: skip
_PLAIN = frozenset(
    {"smtp", "esmtp", "esmtpa", "lmtp", "lmtpa", "utf8smtp", "utf8smtpa", "utf8lmtp", "asmtp",
     "smtpa", "http"}
)  # fmt: skip
_SIGNS = ("tlsv", "tls1", "tls_", "version=tls", "sslv", "version=ssl", "cipher")
_SIGN_WORDS = frozenset({"tls", "ssl", "encrypted", "starttls"})


def _encrypted(protocol: list[str], comments: tuple[str, ...]) -> bool | None:
    if any(word in _ENCRYPTED for word in protocol):
        return True
    # Behind the protocol some name version and cipher without a comment around them.
    told = [word.strip("()[],;:") for word in " ".join((*protocol, *comments)).lower().split()]
    if any(word.startswith(_SIGNS) or word in _SIGN_WORDS for word in told):
        return True
    if any(word in _PLAIN for word in protocol):
        # Exchange calls every protocol of its own "Microsoft SMTP Server" and adds the version
        # where there was one; whether none means none depends on its age.
        return None if "microsoft" in protocol else False
    return None
