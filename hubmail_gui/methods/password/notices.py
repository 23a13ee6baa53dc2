"""Dated facts about a provider that its users should know in time, from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubmail_gui.core import resources
from hubmail_gui.core.outcome import Fault

if TYPE_CHECKING:
    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.methods.password.settings import PasswordSettings

# Only Microsoft's own hosts are named in the data; others need not be looked up there.
_PROVIDERS = ("office365.com", "office365.us", "outlook.cn", "outlook.com")


def of(settings: SettingsOf[PasswordSettings]) -> tuple[Fault, ...]:
    """The notices that concern these settings."""
    account = settings.authentication
    return for_host(account.host) if account.smtp_authentication else ()


def for_host(host: str) -> tuple[Fault, ...]:
    """The notices about logging in with a password at ``host``."""
    host = host.strip().rstrip(".").lower()
    if not host.endswith(_PROVIDERS):
        return ()
    return tuple(_fault(notice, host) for notice in _notices() if host in notice["hosts"])


def offered_after(code: str, reply: str) -> str:
    """The type to change to after a password was refused for good; empty for none."""
    if not code.startswith("smtp.auth.") or "5.7." not in reply:
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
