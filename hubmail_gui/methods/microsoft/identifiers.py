"""Identifiers and addresses as they are pasted from a portal, tidied and checked."""

from __future__ import annotations

import re

from hubmail_gui.core import validation
from hubmail_gui.core.problems import ProblemError

GUID = re.compile(
    r"(?<![0-9a-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-z])",
    re.IGNORECASE,
)

# Names that stand for "whoever signs in"; an application has to say which directory it means
# (AADSTS9001023).
_ANY_DIRECTORY = {"common", "organizations", "consumers"}


def find_guid(text: str) -> str | None:
    """The only GUID in ``text`` in its usual form, whatever stands around it; else None.

    Portals copy whole lines ("Application (client) ID : 1234…"), other tools add braces.
    """
    found = {match.group().lower().replace("-", "") for match in GUID.finditer(text)}
    if len(found) != 1:
        return None
    digits = found.pop()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_guid(text: str) -> bool:
    """Whether ``text`` is a GUID and nothing else."""
    return GUID.fullmatch(text.strip("{} \t")) is not None


def application_id(value: str) -> str:
    """An Application (client) ID as a lower-case GUID."""
    guid = find_guid(validation.line(value))
    if guid is None:
        raise ProblemError("guid.malformed")
    return guid


def directory_id(value: str) -> str:
    """A Directory (tenant) ID as a lower-case GUID, or a verified domain."""
    value = validation.line(value)
    guid = find_guid(value)
    if guid is not None:
        return guid
    name = value.lower()
    if name in _ANY_DIRECTORY:
        raise ProblemError("directory.common", name=value)
    try:
        domain = validation.ascii_host(name)
    except ProblemError:
        raise ProblemError("directory.malformed") from None
    if "." not in domain or domain.replace(".", "").isdigit() or ":" in domain:
        raise ProblemError("directory.malformed")
    return domain


def scope(value: str) -> str:
    """One scope of the client credentials flow: a resource and ``/.default``."""
    value = validation.line(value)
    if " " in value:
        raise ProblemError("scope.malformed")
    return value if value.endswith("/.default") else value.rstrip("/") + "/.default"
