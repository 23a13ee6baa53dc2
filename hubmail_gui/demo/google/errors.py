"""Errors in the two forms that Google's services use, with the words that were reported of them."""

from __future__ import annotations

from hubmail_gui.demo.replies import Reply, document


def token(error: str, text: str, status: int = 400) -> Reply:
    """An error of the token service (RFC 6749 section 5.2)."""
    return document({"error": error, "error_description": text}, status)


def api(status: int, name: str, reason: str, text: str, domain: str = "global") -> Reply:
    """An error of the Gmail API (https://google.aip.dev/193, with the older list)."""
    listed = [{"message": text, "domain": domain, "reason": reason}]
    return document(
        {"error": {"code": status, "message": text, "errors": listed, "status": name}}, status
    )


def delegation() -> Reply:
    """Delegation does not name the scope, or is not there."""
    return token(
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not"
        " authorized for any of the scopes requested.",
        401,
    )


def clock() -> Reply:
    """The assertion's times make no sense to Google's clock."""
    return token(
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
        " Check your iat and exp values in the JWT claim.",
    )


def api_disabled() -> Reply:
    """The project may not use the Gmail API."""
    text = (
        "Gmail API has not been used in project 861228239640 before or it is disabled. Enable it by"
        " visiting https://console.developers.google.com/apis/api/gmail.googleapis.com/overview"
        "?project=861228239640 then retry. If you enabled this API recently, wait a few minutes for"
        " the action to propagate to our systems and retry."
    )
    return api(403, "PERMISSION_DENIED", "accessNotConfigured", text, "usageLimits")


def scope() -> Reply:
    """The token is for something else."""
    text = "Request had insufficient authentication scopes."
    return api(403, "PERMISSION_DENIED", "insufficientPermissions", text)


def throttled() -> Reply:
    """Too many requests."""
    text = "User-rate limit exceeded.  Retry after 2026-11-27T12:57:51.196Z"
    return api(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", text, "usageLimits")
