"""The addresses of Microsoft's clouds, from data, and those of a custom one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubmail_gui.core import resources
from hubmail_gui.core.texts import N_
from hubmail_gui.methods import Need
from hubmail_gui.methods.microsoft.settings import Cloud, Route

if TYPE_CHECKING:
    from hubmail_gui.core.settings import SettingsOf
    from hubmail_gui.methods.microsoft.settings import Endpoints, MicrosoftSettings

EXCHANGE_SCOPE = "https://outlook.office365.com/.default"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to go for a token and with it.

    Attributes:
        authority: origin of the identity service.
        graph: origin of Graph; empty where the route does not need one.
        smtp_host: submission server; empty where none is known.
        scope: what the token has to be for.
        hosts: names of the identity service that a secret may go to.
        custom: none of Microsoft's clouds: the identity service itself says where to go.
    """

    authority: str
    graph: str
    smtp_host: str
    smtp_port: int
    scope: str
    hosts: frozenset[str] = frozenset()
    custom: bool = False


def addresses(account: MicrosoftSettings) -> Addresses:
    """The addresses for these settings."""
    if account.cloud is Cloud.CUSTOM and account.endpoints is not None:
        return _custom(account.endpoints, account.route)
    known = _table()[account.cloud.value]
    smtp = account.route is Route.SMTP
    return Addresses(
        authority=known["authority"],
        graph=known["graph"],
        smtp_host=known.get("smtp_host", ""),
        smtp_port=known.get("smtp_port", 587),
        scope=known.get("smtp_scope", EXCHANGE_SCOPE) if smtp else f"{known['graph']}/.default",
        hosts=_hosts(known),
    )


def needs(settings: SettingsOf[MicrosoftSettings]) -> tuple[Need, ...]:
    """The identity service, and what the mail is handed to."""
    account = settings.authentication
    where = addresses(account)
    found = [_web(where.authority, N_("The application signs in here and gets its token."))]
    if account.route is Route.GRAPH:
        found.append(_web(where.graph, N_("Mail is handed to Microsoft Graph here.")))
    elif where.smtp_host:
        mail = N_("Mail is submitted here.")
        found.append(Need(where.smtp_host, where.smtp_port, web=False, purpose=mail))
    return tuple(found)


def _web(origin: str, purpose: str) -> Need:
    from urllib.parse import urlsplit

    parts = urlsplit(origin)
    return Need(parts.hostname or "", parts.port or 443, web=True, purpose=purpose)


def graph_origins() -> frozenset[str]:
    """The Graph addresses of all known clouds."""
    return frozenset(str(known["graph"]) for known in _table().values())


def authority_hosts() -> frozenset[str]:
    """The names of the identity services of all known clouds."""
    return frozenset().union(*map(_hosts, _table().values()))


def smtp_hosts() -> frozenset[str]:
    """The submission servers of Exchange Online in all known clouds."""
    return frozenset(str(known["smtp_host"]) for known in _table().values() if "smtp_host" in known)


def _custom(endpoints: Endpoints, route: Route) -> Addresses:
    graph = endpoints.graph or ""
    usual = EXCHANGE_SCOPE if route is Route.SMTP else f"{graph}/.default"
    return Addresses(
        authority=endpoints.authority,
        graph=graph,
        smtp_host=endpoints.smtp_host or "",
        smtp_port=endpoints.smtp_port or 587,
        scope=endpoints.scope or usual,
        custom=True,
    )


def _hosts(known: dict[str, Any]) -> frozenset[str]:
    return frozenset({known["authority"].removeprefix("https://"), *known.get("aliases", ())})


def _table() -> dict[str, dict[str, Any]]:
    import tomllib

    with open(resources.path("clouds.toml"), "rb") as file:
        return tomllib.load(file)
