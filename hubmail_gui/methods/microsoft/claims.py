"""What an access token says about itself, read locally and checked (RFC 7519).

Microsoft asks clients not to rely on the inside of tokens for other resources; here it only makes
a list for a person and stops a token from being shown to a resource that it was not made for. A
token that cannot be read is no failure. The signature is not checked: the resource does that.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hubmail_gui.core.outcome import Claim

# The resources' own application identifiers, which stand in "aud" instead of the address at times.
GRAPH_ID = "00000003-0000-0000-c000-000000000000"
EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"
CLOCK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token should say.

    Attributes:
        audiences: resources any of which is right, without a slash at the end.
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
        foreign: ``audience`` or ``tenant`` when the token must not be used for this; else None.
        role_missing: the role is not in it; RBAC for Applications may still grant it.
    """

    claims: tuple[Claim, ...] = ()
    foreign: str | None = None
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
        _expires(payload),
        _clock(expected),
    )
    listed = tuple(claim for claim in claims if claim is not None)
    foreign = next((claim.name for claim in listed if claim.state == "failed"), None)
    missing = any(claim.name == "role" and claim.state == "warning" for claim in listed)
    return Reading(listed, foreign, missing)


def _payload(token: str) -> Mapping[str, Any] | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        payload = json.loads(base64.urlsafe_b64decode(padded))
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _audience(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    audience = payload.get("aud")
    if not isinstance(audience, str):
        return None
    fits = audience.rstrip("/").lower() in expected.audiences
    return Claim("audience", audience, "ok" if fits else "failed")


def _tenant(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    tenant = payload.get("tid")
    if not isinstance(tenant, str):
        return None
    comparable = "." not in expected.directory_id
    differs = comparable and tenant.lower() != expected.directory_id
    return Claim("tenant", tenant, "failed" if differs else "ok")


def _application(payload: Mapping[str, Any], expected: Expected) -> Claim | None:
    application = payload.get("appid") or payload.get("azp")
    if not isinstance(application, str):
        return None
    same = application.lower() == expected.application_id
    return Claim("application", application, "ok" if same else "warning")


def _role(payload: Mapping[str, Any], expected: Expected) -> Claim:
    roles = payload.get("roles")
    listed = [str(role) for role in roles] if isinstance(roles, list) else []
    return Claim("role", ", ".join(listed), "ok" if expected.role in listed else "warning")


def _expires(payload: Mapping[str, Any]) -> Claim | None:
    from datetime import UTC, datetime

    end = payload.get("exp")
    if not isinstance(end, int | float):
        return None
    moment = datetime.fromtimestamp(end, UTC)
    late = moment < datetime.now(UTC)
    return Claim("expires", moment.astimezone().isoformat(), "warning" if late else "ok")


def _clock(expected: Expected) -> Claim | None:
    offset = expected.clock_offset
    if offset is None:
        return None
    return Claim("clock", f"{offset:+.0f} s", "ok" if abs(offset) < CLOCK_SECONDS else "warning")
