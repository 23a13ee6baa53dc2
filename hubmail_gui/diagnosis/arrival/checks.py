"""What the receiver checked about the sender: Authentication-Results (RFC 8601).

Only the receiver's own word counts. That is the topmost field and those that carry its identifier
before another server's Received line; ARC's copies are other servers' words. Fields of Microsoft
have no identifier at all, which no strict parser forgives: this one takes what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hubmail_gui.diagnosis.arrival.header import Header, without_comments
from hubmail_gui.diagnosis.arrival.hops import received

# Where countries register names one label further down, as in ``co.uk`` or ``com.au``.
_REGISTRIES = frozenset({
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "gv", "ltd", "me", "mil", "ne", "net", "nhs",
    "nom", "or", "org", "plc", "police", "sch",
})  # fmt: skip


class Checks(NamedTuple):
    """The receiver's word on each check, in lower case; None where it says none.

    Attributes:
        spf: as RFC 7208 section 2.6 has them, ``pass`` to ``permerror``.
        dkim: ``pass`` if any signature passed.
        dmarc: ``pass``, ``fail``, ``none`` … or a word of the receiver's own.
        spf_domain: the domain that SPF was asked about; None when untold.
        from_domain: the domain of the From field as the receiver read it; None when untold.
    """

    spf: str | None = None
    dkim: str | None = None
    dmarc: str | None = None
    spf_domain: str | None = None
    from_domain: str | None = None


class _Outcome(NamedTuple):
    method: str
    word: str
    properties: dict[str, str]


def checks_of(header: Header) -> Checks:
    """The receiver's words on SPF, DKIM and DMARC."""
    outcomes = _of_receiver(header)
    spf = _choice(outcomes, "spf", lambda one: "smtp.mailfrom" in one.properties)
    dkim = _choice(outcomes, "dkim", lambda one: one.word == "pass")
    dmarc = next((one for one in outcomes if one.method == "dmarc"), None)
    word, asked = (spf.word, spf.properties.get("smtp.mailfrom")) if spf else _received_spf(header)
    return Checks(
        spf=word,
        dkim=dkim.word if dkim else None,
        dmarc=dmarc.word if dmarc else None,
        spf_domain=_domain(asked),
        from_domain=_domain(dmarc.properties.get("header.from")) if dmarc else None,
    )


def _choice(
    outcomes: list[_Outcome], method: str, preferred: Callable[[_Outcome], bool]
) -> _Outcome | None:
    found = [one for one in outcomes if one.method == method]
    return next(filter(preferred, found), found[0] if found else None)


def _of_receiver(header: Header) -> list[_Outcome]:
    places = header.places("authentication-results")
    if not places:
        return []
    own, outcomes = _parsed(header.fields[places[0]].value)
    if not _written_by_receiver(header, places[0], own):
        return []
    together = True  # no Received line stands between: one receiver wrote all of it
    for field in header.fields[places[0] + 1 :]:
        if field.name == "received":
            together = False
            if own is None or (received(field.value).receiver or "").lower() != own:
                break  # what follows was there before the receiver wrote its word
        elif field.name == "authentication-results":
            identifier, found = _parsed(field.value)
            # Apple's servers write one field for each check, each with a name of its own.
            if identifier == own or (together and related(identifier or "", own or "")):
                outcomes += found
    return outcomes


def _written_by_receiver(header: Header, index: int, identifier: str | None) -> bool:
    """Whether a field below all Received lines may be the receiver's nevertheless.

    Most servers write theirs above their Received line, some directly below: then it carries
    their name. Any other field down there came with the mail.
    """
    places = header.places("received")
    if not places or index < places[-1]:
        return True
    by = (received(header.fields[places[-1]].value).receiver or "").lower()
    return identifier is not None and ("." not in identifier or related(identifier, by))


def related(one: str, other: str) -> bool:
    """Whether two hosts lie in one domain that somebody has registered.

    That is the last two labels, and three where a country registers below such as ``co.uk``: the
    usual ones are known here, not the whole of the public suffix list.
    """
    return _registered(one) == _registered(other)


def _registered(host: str) -> list[str]:
    labels = host.rstrip(".").split(".")
    below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRIES
    return labels[-3 if below else -2 :]


def _parsed(value: str) -> tuple[str | None, list[_Outcome]]:
    """The identifier, without its version, and the outcomes of one field."""
    parts = [part.strip() for part in without_comments(value)[0].split(";")]
    identifier: str | None = None
    if "=" not in parts[0]:
        words = parts.pop(0).split()
        identifier = words[0].lower() if words else None
    return identifier, [one for part in parts if (one := _outcome(part)) is not None]


def _outcome(part: str) -> _Outcome | None:
    # "spf = pass" is allowed: blanks around the sign mean nothing.
    words = " ".join(part.split()).replace("= ", "=").replace(" =", "=").split()
    if not words or "=" not in words[0]:
        return None
    method, _sign, word = words[0].partition("=")
    properties = {
        name.lower(): value.strip('"') for name, sign, value in map(_pair, words[1:]) if sign
    }
    method = method.lower().partition("/")[0]  # a version of the method may follow
    return _Outcome(method, word.lower().strip('"')[:40], properties) if word else None


def _pair(word: str) -> tuple[str, str, str]:
    return word.partition("=")


def _received_spf(header: Header) -> tuple[str | None, str | None]:
    """The topmost Received-SPF (RFC 7208 section 9.1) and the address that it was asked about."""
    places = header.places("received-spf")
    if not places:
        return None, None
    value = header.fields[places[0]].value
    said, comments = without_comments(value)
    pairs = {name.lower(): text for name, sign, text in map(_pair, _loose(said)) if sign}
    if not _spf_by_receiver(header, places[0], pairs.get("receiver", ""), comments):
        return None, None
    words = said.split()
    word = words[0].lower().strip(";:")[:40] if words and "=" not in words[0] else None
    return word, pairs.get("envelope-from", "").strip('"<>')


def _loose(said: str) -> list[str]:
    return said.replace(";", " ").split()


def _spf_by_receiver(header: Header, index: int, named: str, comments: tuple[str, ...]) -> bool:
    places = header.places("received")
    if not places or index < places[-1]:
        return True
    by = (received(header.fields[places[-1]].value).receiver or "").lower()
    told = [named, *(comment.partition(":")[0].strip() for comment in comments[:1])]
    return any(related(one.lower(), by) for one in told if one)


def _domain(address: str | None) -> str | None:
    return (address or "").strip("<>").rpartition("@")[2].lower().rstrip(".")[:255] or None
