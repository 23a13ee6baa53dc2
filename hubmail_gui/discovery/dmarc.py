"""What a domain's DMARC record says (RFC 7489), or that of the domain above it."""

from __future__ import annotations

from typing import NamedTuple

from hubmail_gui.discovery.names import Names, State

MISSING = "dns.dmarc.missing"
INVALID = "dns.dmarc.invalid"
UNAVAILABLE = "dns.unavailable"

POLICIES = frozenset({"none", "quarantine", "reject"})
_MARK = "v=dmarc1"
# Nobody has so many labels above a domain; a question for each would be asked.
_MOST_LABELS = 8


class Reading(NamedTuple):
    """What a domain's policy is.

    Attributes:
        record: its text; None where there is none, or more than one.
        policy: ``none``, ``quarantine`` or ``reject``; None where it cannot be told.
        code: what is wrong; None where nothing is.
    """

    record: str | None
    policy: str | None
    code: str | None


def look_up(domain: str, names: Names) -> Reading:
    """The policy of ``domain``: its own, else that of the nearest domain above it that has one.

    RFC 7489 section 6.6.3 asks the organisational domain, for which one has to know where names
    are sold. Going up from label to label, as its successor does, finds the same record without.

    Raises:
        Cancelled: stopping was asked for.
    """
    labels = domain.split(".")
    for above in range(max(1, min(len(labels) - 1, _MOST_LABELS))):
        place = ".".join(labels[above:])
        answer = names.texts(f"_dmarc.{place}")
        if answer.state is State.FAILED:
            return Reading(None, None, UNAVAILABLE)
        found = [one for one in answer.records if one.strip().lower().startswith(_MARK)]
        if len(found) > 1:
            return Reading(None, None, INVALID)
        if found:
            return read(found[0], below=above > 0)
    return Reading(None, None, MISSING)


def read(text: str, *, below: bool = False) -> Reading:
    """The policy of the record ``text``; ``below``: for a domain below that of the record."""
    tags = _tags(text)
    if tags is None:
        return Reading(text, None, INVALID)
    policy = tags.get("p", "").lower()
    if policy not in POLICIES:
        # Section 6.6.3: with an address for reports it counts as none, else not at all.
        return Reading(text, "none" if _reports(tags) else None, INVALID)
    under = tags.get("sp", policy).lower()
    if under not in POLICIES or not _are_good(tags):
        return Reading(text, policy, INVALID)
    return Reading(text, under if below else policy, None)


def _tags(text: str) -> dict[str, str] | None:
    """The tags (section 6.3); None where it is no list of them that begins with the version."""
    tags: dict[str, str] = {}
    for number, part in enumerate(text.strip().rstrip(";").split(";")):
        name, equals, value = part.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isascii() or not name.isalnum() or name.lower() in tags:
            return None
        if number == 0 and (name.lower() != "v" or value != "DMARC1"):
            return None
        tags[name.lower()] = value
    return tags


def _reports(tags: dict[str, str]) -> bool:
    return any(one.strip().lower().startswith("mailto:") for one in tags.get("rua", "").split(","))


def _are_good(tags: dict[str, str]) -> bool:
    """Whether the other tags that decide something have values that they can have."""
    percent = tags.get("pct", "100")
    alignment = {tags.get("adkim", "r").lower(), tags.get("aspf", "r").lower()}
    good_percent = percent.isascii() and percent.isdigit() and int(percent[:4]) <= 100
    return good_percent and alignment <= {"r", "s"} and tags.get("rua", "mailto:").strip() != ""
