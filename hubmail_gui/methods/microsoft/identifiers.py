"""Identifiers and addresses as they are pasted from a portal, tidied and checked."""

from __future__ import annotations

import re

from hubmail_gui.core import pasted, validation
from hubmail_gui.core.problems import ProblemError

GUID = re.compile(
    r"(?<![0-9a-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-z])",
    re.IGNORECASE,
)

# Names that stand for "whoever signs in"; an application has to say which directory it means
# (AADSTS9001023).
_ANY_DIRECTORY = {"common", "organizations", "consumers"}
# The directory of all personal accounts
# (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference, "tid"), and the
# domains of their addresses, which many countries have of their own: an application cannot send
# for them.
_PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
_PERSONAL_DOMAIN = re.compile(
    r"(?:msn|passport|windowslive)\.com|(?:hotmail|outlook)\.(?:com?\.)?[a-z]{2,3}"
    r"|live\.(?:com|fr|de|it|nl|be|se|no|dk|ie|at|ca|cn|jp|cl|co\.uk|co\.za|com\.(?:au|mx|ar|pt))"
)
# Microsoft's own applications and the permissions, which portals and scripts show beside one's own
# (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in;
# https://learn.microsoft.com/graph/permissions-reference).
_MICROSOFTS = {
    "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
    "00000002-0000-0000-c000-000000000000": "Azure AD Graph",
    "00000002-0000-0ff1-ce00-000000000000": "Exchange Online",
    "00000007-0000-0ff1-ce00-000000000000": "Exchange Online Protection",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013": "Azure Resource Manager",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46": "Azure CLI",
    "1950a258-227b-4e31-a9cf-717495945fc2": "Azure PowerShell",
    "14d82eec-204b-4c2f-b7e8-296a70dab67e": "Microsoft Graph PowerShell",
    "b633e1c5-b582-4048-a93e-9f11b44c7e96": "Mail.Send",
}
# Entra's client secrets have this in their fourth to sixth place.
_SECRET = re.compile(r"[\w.~-]{3}\dQ~[\w.~-]{20,}")
# What manuals and templates leave in its place; no identifier is nil or all ones (RFC 9562 5.9).
_EXAMPLES = re.compile(r"[0-]+|[f-]+")


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
    value = _typed(value)
    guid = _only_guid(value, "guid.malformed")
    if guid in _MICROSOFTS:
        raise ProblemError("guid.microsofts", name=_MICROSOFTS[guid])
    return guid


def directory_id(value: str) -> str:
    """A Directory (tenant) ID as a lower-case GUID, or a verified domain."""
    value = _typed(value)
    if GUID.search(value):
        guid = _only_guid(value, "directory.malformed")
        if guid == _PERSONAL:
            raise ProblemError("directory.personal")
        return guid
    name = value.lower()
    if match := re.match(r"https://[^/\s]+/([^/?#\s]+)", name):
        name = match[1]  # the address of an end point: the directory is the first part of its path
    if name in _ANY_DIRECTORY:
        raise ProblemError("directory.common", name=value)
    if "@" in name:
        domain = name.rpartition("@")[2]
        raise ProblemError("directory.is_address", {"directory_id": domain}, domain=domain)
    return _domain(name)


def _domain(name: str) -> str:
    try:
        domain = validation.ascii_host(name.rstrip("./"))
    except ProblemError:
        raise ProblemError("directory.malformed") from None
    if "." not in domain or domain.replace(".", "").isdigit() or ":" in domain:
        raise ProblemError("directory.malformed")
    if _PERSONAL_DOMAIN.fullmatch(domain):
        raise ProblemError("directory.personal")
    return domain


def _typed(value: str) -> str:
    """The value as it was meant, where it is not the manual's, nor something secret."""
    value = validation.line(pasted.plain(value))
    if _SECRET.search(value):
        # It would be stored in a file that many may read.
        raise ProblemError("guid.is_secret")
    if pasted.is_placeholder(value) or re.fullmatch(r"(?i)x{4,8}(?:-x+)*", value):
        raise ProblemError("guid.placeholder")
    return value


def _only_guid(value: str, otherwise: str) -> str:
    guid = find_guid(value)
    if guid is None:
        raise ProblemError("guid.several" if GUID.search(value) else otherwise)
    if _EXAMPLES.fullmatch(guid):
        raise ProblemError("guid.placeholder")
    return guid


def scope(value: str) -> str:
    """One scope of the client credentials flow: a resource and ``/.default``."""
    value = validation.line(value)
    if " " in value:
        raise ProblemError("scope.malformed")
    return value if value.endswith("/.default") else value.rstrip("/") + "/.default"
