"""What a JSON Web Token says about itself, read without its key (RFC 7519).

Resources ask their clients not to rely on the inside of tokens; here it only makes a list for a
person and stops a token from being shown to a resource that it was not made for. A token that
cannot be read is no failure. The signature is not checked: the resource does that.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeGuard

from hubmail_gui.core.foreign import printable
from hubmail_gui.core.outcome import Claim

CLOCK_SECONDS = 300
_LONGEST = 200


def payload(token: str) -> Mapping[str, Any] | None:
    """The claims of ``token``; None when it is none that can be read."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def audiences(claims: Mapping[str, Any]) -> list[str]:
    """Whom it is for: one, or an array of several (RFC 7519 section 4.1.3)."""
    given = claims.get("aud")
    return [one for one in (given if isinstance(given, list) else [given]) if is_text(one)]


def expires(claims: Mapping[str, Any], clock_offset: float | None) -> Claim | None:
    """Its end, by the service's clock, which decides.

    Args:
        claims: of the token.
        clock_offset: this computer's clock minus the service's, in seconds; None if unknown.
    """
    end = claims.get("exp")
    if isinstance(end, bool) or not isinstance(end, int | float):
        return None
    try:
        moment = datetime.fromtimestamp(end, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    late = end < time.time() - (clock_offset or 0.0)
    return claim("expires", moment.isoformat(timespec="seconds"), "warning" if late else "ok")


def clock(offset: float | None) -> Claim | None:
    """How far this computer's clock is from the service's."""
    if offset is None:
        return None
    return claim("clock", f"{offset:+.0f} s", "ok" if abs(offset) < CLOCK_SECONDS else "warning")


def claim(name: str, value: str, state: str) -> Claim:
    """One line of the list, fit to be shown: whoever made the token chose the values."""
    return Claim(name, printable(value)[:_LONGEST], state)


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is a text that says something."""
    return isinstance(value, str) and bool(value)
