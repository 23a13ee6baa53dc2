"""What an access token says about itself, read locally and checked (RFC 7519).

Microsoft asks clients not to rely on the inside of tokens for other resources; here it only makes
a list for a person and stops a token from being shown to a resource that it was not made for. A
token that cannot be read is no failure. The signature is not checked: the resource does that.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from hubmail_gui.core.outcome import Claim
from hubmail_gui.delivery.transcript import printable
from hubmail_gui.methods.microsoft import clouds
from hubmail_gui.methods.microsoft.settings import Route

if TYPE_CHECKING:
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings

# The resources' own application identifiers, which stand in "aud" instead of the address at times.
GRAPH_ID = "00000003-0000-0000-c000-000000000000"
EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"
CLOCK_SECONDS = 300
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token should say.

    Attributes:
        audiences: resources any of which is right, in lower case, without a slash at the end.
        directory_id: GUID or domain; only a GUID can be compared.
        role: the application permission that sending needs.
        clock_offset: this computer's clock minus the service's, in seconds; None if unknown.
    """

    audiences: frozenset[str]
    directory_id: str
    application_id: str
    role: str
    clock_offset: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The checked list, and what it means for the test.

    Attributes:
        foreign: the audience or tenant that forbids using the token for this; None when all fits.
        role_missing: the role is not in it; RBAC for Applications may still grant it.
    """

    claims: tuple[Claim, ...] = ()
    foreign: Claim | None = None
    role_missing: bool = False


def read(token: str, expected: Expected) -> Reading:
    """The checked list of the claims in ``token``; empty when it cannot be read."""
    payload = _payload(token)
    if payload is None:
        return Reading()
    claims = (
        _audience(payload, expected),
        _tenant(payload, expected),
        _application(payload, expected),
        _role(payload, expected),
        _expires(payload, expected),
        _clock(expected),
    )
    listed = tuple(claim for claim in claims if claim is not None)
    foreign = next((claim for claim in listed if claim.state == "failed"), None)
    missing = any(claim.name == "role" and claim.state == "warning" for claim in listed)
    return Reading(listed, foreign, missing)


def _payload(token: str) -> Mapping[str, Any] | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        payload = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def _audience(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    given = payload.get("aud")
    # RFC 7519 section 4.1.3: one, or an array of several.
    audiences = [one for one in (given if isinstance(given, list) else [given]) if _is_text(one)]
    if not audiences:
        return None
    fits = any(one.rstrip("/").lower() in expected.audiences for one in audiences)
    return _claim("audience", ", ".join(audiences), "ok" if fits else "failed")


def _tenant(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    tenant = payload.get("tid")
    if not _is_text(tenant):
        return None
    comparable = "." not in expected.directory_id
    differs = comparable and tenant.lower() != expected.directory_id.lower()
    return _claim("tenant", tenant, "failed" if differs else "ok")


def _application(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    application = payload.get("appid") or payload.get("azp")
    if not _is_text(application):
        return None
    same = application.lower() == expected.application_id
    return _claim("application", application, "ok" if same else "warning")


def _role(payload: Mapping[str, Any], expected: Expected) -> Claim:
    roles = payload.get("roles")
    listed = [str(role) for role in roles] if isinstance(roles, list) else []
    return _claim("role", ", ".join(listed), "ok" if expected.role in listed else "warning")


def _expires(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    from datetime import UTC, datetime

    end = payload.get("exp")
    if isinstance(end, bool) or not isinstance(end, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(end, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    # By the service's clock, which decides.
    late = end < time.time() - (expected.clock_offset or 0.0)
    return _claim("expires", moment.isoformat(timespec="seconds"), "warning" if late else "ok")


def _clock(expected: Expected) -> Claim | None:
    offset = expected.clock_offset
    if offset is None:
        return None
    return _claim("clock", f"{offset:+.0f} s", "ok" if abs(offset) < CLOCK_SECONDS else "warning")


def _claim(name: str, value: str, state: str) -> Claim:
    # Whoever made the token chose the values: they are shown, so they must be fit for it.
    return Claim(name, printable(value)[:_LONGEST], state)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


# The application permissions that each route needs.
ROLES = {Route.GRAPH: "Mail.Send", Route.SMTP: "SMTP.SendAsApp"}

_EXCHANGE = frozenset({"https://outlook.office365.com", "https://outlook.office.com", EXCHANGE_ID})


def expected(
    account: MicrosoftSettings, where: Addresses, directory: str, clock_offset: float | None
) -> Expected:
    """The claims that make a token fit for these settings.

    Args:
        account: the settings.
        where: the addresses of their cloud.
        directory: the directory's identifier by the identity service, or empty; it tells which
            directory a domain in the settings means.
        clock_offset: this computer's clock minus the service's, in seconds; None if unknown.
    """
    wanted = account.directory_id
    return Expected(
        audiences=frozenset(one.lower() for one in _audiences(account, where)),
        directory_id=directory if directory and "." in wanted else wanted,
        application_id=account.application_id,
        role=ROLES[account.route],
        clock_offset=clock_offset,
    )


def _audiences(account: MicrosoftSettings, where: Addresses) -> set[str]:
    resource = where.scope.removesuffix("/.default").rstrip("/")
    if account.route is Route.SMTP:
        return {resource, *_EXCHANGE}
    # A stand-in for Graph may well issue tokens for one of Microsoft's; between Microsoft's own
    # clouds a token of one is worth nothing in another.
    others = clouds.graph_origins() if where.custom else frozenset()
    return {resource, where.graph, GRAPH_ID, *others}
