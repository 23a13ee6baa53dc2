"""What an access token of Entra ID says about itself, checked against the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubmail_gui.core.outcome import Claim
from hubmail_gui.methods.microsoft import clouds
from hubmail_gui.methods.microsoft.settings import Route
from hubmail_gui.oauth import jwt
from hubmail_gui.oauth.jwt import CLOCK_SECONDS as CLOCK_SECONDS
from hubmail_gui.oauth.jwt import claim, is_text

if TYPE_CHECKING:
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings

# The resources' own application identifiers, which stand in "aud" instead of the address at times.
GRAPH_ID = "00000003-0000-0000-c000-000000000000"
EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"


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
    payload = jwt.payload(token)
    if payload is None:
        return Reading()
    claims = (
        _audience(payload, expected),
        _tenant(payload, expected),
        _application(payload, expected),
        _role(payload, expected),
        jwt.expires(payload, expected.clock_offset),
        jwt.clock(expected.clock_offset),
    )
    listed = tuple(one for one in claims if one is not None)
    foreign = next((one for one in listed if one.state == "failed"), None)
    missing = any(one.name == "role" and one.state == "warning" for one in listed)
    return Reading(listed, foreign, missing)


def _audience(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    audiences = jwt.audiences(payload)
    if not audiences:
        return None
    fits = any(one.rstrip("/").lower() in expected.audiences for one in audiences)
    return claim("audience", ", ".join(audiences), "ok" if fits else "failed")


def _tenant(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    tenant = payload.get("tid")
    if not is_text(tenant):
        return None
    comparable = "." not in expected.directory_id
    differs = comparable and tenant.lower() != expected.directory_id.lower()
    return claim("tenant", tenant, "failed" if differs else "ok")


def _application(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    application = payload.get("appid") or payload.get("azp")
    if not is_text(application):
        return None
    same = application.lower() == expected.application_id
    return claim("application", application, "ok" if same else "warning")


def _role(payload: Mapping[str, Any], expected: Expected) -> Claim:
    roles = payload.get("roles")
    listed = [str(role) for role in roles] if isinstance(roles, list) else []
    return claim("role", ", ".join(listed), "ok" if expected.role in listed else "warning")


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
