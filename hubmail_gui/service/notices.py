"""Dated facts about a provider that its users should know in time, from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.core import resources
from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    from hubmail_gui.core.settings import MailSettings

# Only Microsoft's own hosts are named in the data; others need not be looked up there.
_PROVIDERS = ("office365.com", "office365.us", "outlook.cn", "outlook.com")


def of(settings: MailSettings) -> tuple[Fault, ...]:
    """The notices that concern these settings."""
    account = settings.authentication
    if not getattr(account, "smtp_authentication", False):
        return ()
    return for_host(str(account.host))


def for_host(host: str) -> tuple[Fault, ...]:
    """The notices about logging in with a password at ``host``."""
    host = host.strip().rstrip(".").lower()
    if not host.endswith(_PROVIDERS):
        return ()
    return tuple(_fault(notice, host) for notice in _notices() if host in notice["hosts"])


def offered_after(reply: str) -> str:
    """The authentication type to change to after this refusal of a password; empty for none."""
    if "5.7." not in reply:
        return ""
    found = (
        str(notice["offers"])
        for notice in _notices()
        if any(f" {code} " in f" {reply} " for code in notice["refusals"])
    )
    return next(found, "")


def _fault(notice: dict[str, Any], host: str) -> Fault:
    params = {
        "host": host,
        "date": notice["date"].isoformat(),
        "source": notice["source"],
        "offers": notice["offers"],
    }
    return Fault(notice["code"], temporary=False, params=params)


def _notices() -> list[dict[str, Any]]:
    import tomllib

    with open(resources.path("notices.toml"), "rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["notice"]
    return found
